"""Debian's Dovecot as an ordinary process on loopback: IMAP with TLS for reading, LMTP for mail to be delivered."""

from __future__ import annotations

import base64
import grp
import os
import pwd
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import trustme

from tests.roundtrip.processes import end, temporary_folder, until

USER = "bijeenkomst@voorbeeld.example"
PASSWORD = "wachtwoord é {1}"

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = {folder}
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = {account}
default_login_user = {account}
default_internal_group = {group}
ssl = required
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
mail_location = maildir:{folder}/Maildir
mail_uid = {account}
mail_gid = {group}
first_valid_uid = 1
auth_mechanisms = plain
passdb {{
  driver = static
  args = password={{PLAIN.b64}}{secret}
}}
userdb {{
  driver = static
  args = uid={account} gid={group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running server with one mailbox. `context` trusts its certificate."""

    folder: Path
    imap: int
    imaps: int
    lmtp: int
    context: ssl.SSLContext

    @property
    def maildir(self) -> Path:
        return self.folder / "Maildir"

    def deliver(self, *arguments: str) -> None:
        """A mail written and delivered by swaks."""
        command = ["swaks", "--protocol", "LMTP", "--server", f"127.0.0.1:{self.lmtp}", "--to", USER, "--silent", "2"]
        subprocess.run([*command, *arguments], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=60)

    def state(self) -> list[tuple[str, bytes]]:
        """Every message as it lies there: its name, which holds its marks, and its content."""
        mails = [path for box in ("new", "cur") for path in self.maildir.glob(f"**/{box}/*")]
        return sorted((str(path.relative_to(self.maildir)), path.read_bytes()) for path in mails)


def _account() -> pwd.struct_passwd:
    """Who the server runs as: never root, whom Dovecot lets read no mail."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A server of our own. Its ports are free ones, all on 127.0.0.1."""
    with temporary_folder() as folder:
        authority = trustme.CA()
        certificate = authority.issue_cert("localhost")
        certificate.private_key_pem.write_to_path(folder / "server.key")
        for pem in certificate.cert_chain_pems:
            pem.write_to_path(folder / "server.pem", append=True)
        account = _account()
        names = {"account": account.pw_name, "group": grp.getgrgid(account.pw_gid).gr_name, "folder": str(folder)}
        ports = _free_ports(3)
        secret = base64.b64encode(PASSWORD.encode()).decode()
        config = _CONFIG.format(**names, imap=ports[0], imaps=ports[1], lmtp=ports[2], secret=secret)
        (folder / "dovecot.conf").write_text(config)
        if os.getuid() == 0:
            for path in (folder, *folder.iterdir()):
                os.chown(path, account.pw_uid, account.pw_gid)
        process = subprocess.Popen(
            ["dovecot", "-F", "-c", str(folder / "dovecot.conf")],
            user=account.pw_uid if os.getuid() == 0 else None,
            group=account.pw_gid if os.getuid() == 0 else None,
            extra_groups=[] if os.getuid() == 0 else None,
            process_group=0,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            until(lambda: all(_answers(port) for port in ports), "Dovecot to answer", process)
            context = ssl.create_default_context()
            authority.configure_trust(context)
            yield Dovecot(folder, ports[0], ports[1], ports[2], context)
        finally:
            end(process)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False
