"""Handing mails to a server (SMTP submission, RFC 6409): over TLS with its certificate checked, or not at all.

What a server says may repeat a password or an address; of its answers only the number is ever passed on.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final, Self, TypeVar

from kadergen.errors import NetworkError

_TIMEOUT: Final = 60.0  # seconds for each answer
_MAIL_OK: Final = (250,)
_RECIPIENT_OK: Final = (250, 251)
_STOPPING: Final = 421
T = TypeVar("T")


class Tls(Enum):
    """How the connection is made safe: turned into TLS at once after greeting, or TLS from the first byte."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"


PORTS: Final = {Tls.STARTTLS: 587, Tls.IMPLICIT: 465}
"""The usual ports."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A server and who logs in; `port` 0 means the usual one, `user` "" no login.

    `authorities` is a PEM file of certificates to trust in the place of the system's, for a server of one's own.
    """

    host: str
    port: int = 0
    tls: Tls = Tls.STARTTLS
    user: str = ""
    authorities: Path | None = None


class RefusedError(Exception):
    """The server did not take this mail: surely nobody gets it. `code` is the server's number.

    `recipient` tells that it was the address that was refused; otherwise it may be about all mails.
    """

    def __init__(self, code: int, *, recipient: bool) -> None:
        super().__init__(f"refused with code {code}")
        self.code = code
        self.recipient = recipient


class UncertainError(Exception):
    """The connection broke after the mail was handed over: nobody knows whether the server took it."""


@dataclass(slots=True)
class SmtpConnection:
    """A connection, to be used in a `with` statement. The password is kept no longer than the login takes.

    Raises NetworkError when there is no server, no TLS, no valid certificate or no login.
    """

    server: SmtpServer
    password: str = field(default="", repr=False)
    _smtp: smtplib.SMTP | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        server = self.server
        password, self.password = self.password, ""
        context = ssl.create_default_context(cafile=None if server.authorities is None else str(server.authorities))
        port = server.port or PORTS[server.tls]
        self._smtp = self._carefully(lambda: _connect(server, port, context))
        try:
            if server.tls is Tls.STARTTLS:
                self._carefully(lambda: self._open().starttls(context=context))
            # Said anew: what came before TLS is forgotten, since anybody on the way may have put it in.
            self._carefully(lambda: self._open().ehlo_or_helo_if_needed())
            if server.user:
                self._carefully(lambda: self._open().login(server.user, password))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def send(self, sender: str, recipient: str, mail: bytes) -> None:
        """Hand over one mail; returns when the server has taken it.

        Raises RefusedError and NetworkError (surely not sent), UncertainError. After the last two the connection is
        of no use any more.
        """
        smtp = self._open()
        code = self._carefully(lambda: smtp.mail(sender, [f"size={len(mail)}"] if smtp.has_extn("size") else []))[0]
        if code in _MAIL_OK:
            code = self._carefully(lambda: smtp.rcpt(recipient))[0]
            if code not in _RECIPIENT_OK:
                self._reset(code)
                raise RefusedError(code, recipient=500 <= code < 600)
        else:
            self._reset(code)
            raise RefusedError(code, recipient=False)
        try:
            code = smtp.data(mail)[0]
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        except (smtplib.SMTPException, OSError):
            raise UncertainError from None
        if code not in _MAIL_OK:
            self._reset(code)
            raise RefusedError(code, recipient=False)

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None:
            raise NetworkError("there is no connection to the mail server")
        return self._smtp

    def _reset(self, code: int) -> None:
        """Ready for the next mail, if the server goes on. One that hangs up did refuse this mail all the same."""
        with suppress(NetworkError):
            if code != _STOPPING:
                self._carefully(self._open().rset)
                return
        self.__exit__()

    def _carefully(self, step: Callable[[], T]) -> T:
        """A step of the conversation; what goes wrong comes out without a word of what was said."""
        host = self.server.host
        try:
            return step()
        except smtplib.SMTPAuthenticationError as error:
            message = f"{host} does not accept this name and password (code {error.smtp_code})"
            hint = "Check both. Some providers want a password of its own for programs, or allow none at all."
        except smtplib.SMTPNotSupportedError:
            message = f"{host} offers no TLS here, or no login that is safe; nothing was sent"
            hint = "Ask the provider for the port for sending mail with STARTTLS (587) or TLS (465)."
        except ssl.SSLCertVerificationError as error:
            message = f"the certificate of {host} is not valid: {error.verify_message}; nothing was sent"
            hint = "Check the server's name. If it is your own server, name its authority's certificate."
        except smtplib.SMTPResponseException as error:
            message, hint = f"{host} broke off (code {error.smtp_code})", "Try again later."
        except (smtplib.SMTPException, OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            message = f"the connection with {host} failed: {reason}"
            hint = "Check the server's name and port, and that the network is there."
        raise NetworkError(message, hint) from None


def _connect(server: SmtpServer, port: int, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.tls is Tls.IMPLICIT:
        return smtplib.SMTP_SSL(server.host, port, timeout=_TIMEOUT, context=context)
    return smtplib.SMTP(server.host, port, timeout=_TIMEOUT)
