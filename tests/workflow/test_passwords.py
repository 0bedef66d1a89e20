"""Passwords come from the environment or the keyring, and stand in no message."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from kadergen.errors import UsageError
from kadergen.workflow.passwords import password_for


class _Keyring(KeyringBackend):
    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept = {("kadergen smtp.example.org", "p@example.org"): "geheim"}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("geheim")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing is ever stored")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError("nothing is ever removed")


@pytest.fixture
def ring() -> Iterator[_Keyring]:
    before = keyring.get_keyring()
    made = _Keyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_the_environment_comes_first(ring: _Keyring) -> None:
    given = {"KADERGEN_SMTP_PASSWORD": "ander"}
    assert password_for("smtp", "smtp.example.org", "p@example.org", given) == "ander"
    assert password_for("smtp", "smtp.example.org", "p@example.org", {"KADERGEN_IMAP_PASSWORD": "x"}) == "geheim"


@pytest.mark.parametrize(("host", "locked"), [("imap.example.org", False), ("smtp.example.org", True)])
def test_without_a_password_it_is_said_how_to_give_one(ring: _Keyring, host: str, locked: bool) -> None:
    ring.locked = locked
    with pytest.raises(UsageError) as caught:
        password_for("imap", host, "p@example.org", {})
    assert "KADERGEN_IMAP_PASSWORD" in caught.value.hint
    assert "geheim" not in caught.value.message + caught.value.hint
    assert "p@example.org" not in caught.value.message + caught.value.hint
    assert caught.value.__cause__ is None
