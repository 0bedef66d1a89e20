"""Passwords of mail accounts: from the environment or the system's keyring, never from a file, never kept or shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

import keyring
from keyring.errors import KeyringError

from kadergen.errors import UsageError

VARIABLES: Final[Mapping[str, str]] = {"smtp": "KADERGEN_SMTP_PASSWORD", "imap": "KADERGEN_IMAP_PASSWORD"}
"""Protocol → the variable that may hold the password."""


def password_for(protocol: str, host: str, user: str, environment: Mapping[str, str] = os.environ) -> str:
    """The password of this account. Raises UsageError, which says how to give one."""
    variable = VARIABLES[protocol]
    if found := environment.get(variable):
        return found
    try:
        stored = keyring.get_password(f"kadergen {host}", user)
    except (KeyringError, OSError, RuntimeError) as error:
        raise UsageError(
            f"there is no password, and the keyring cannot be used ({type(error).__name__})",
            f"Put the password into the variable {variable}.",
        ) from None
    if not stored:
        raise UsageError(
            f"there is no password for {host}",
            f'Run `keyring set "kadergen {host}"` with the name of the account behind it, or put the password into '
            f"the variable {variable}.",
        )
    return stored
