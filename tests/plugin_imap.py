"""An IMAP server for tests: pymap on a free port, or the one that `IMAP_URL_TEST` names."""

import itertools
import os
import socket
import sys
from functools import cached_property
from imaplib import IMAP4
from importlib.util import find_spec
from urllib.parse import unquote, urlsplit

import pytest
from imap_tools import MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from deploy.servers import Missing, Program, answers, free_port
from tests.plugin_servers import or_skipped

PYMAP = """
from pymap.main import main
from pysasl.hashing import BuiltinHash
BuiltinHash.__init__.__kwdefaults__["rounds"] = 1
main()
"""  # half a million rounds at each login would guard a password that this file tells everybody
_numbers = itertools.count(1)


class MailServer:
    """A login at an IMAP server, made once."""

    def __init__(self, url):
        self.url = url.rstrip("/")

    @cached_property
    def mailbox(self):
        parts = urlsplit(self.url)
        box = MailBoxUnencrypted(parts.hostname, port=parts.port, timeout=30)
        # The end of a mail that is brought would else wait for the other side to say it has the rest.
        box.client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return box.login(unquote(parts.username), unquote(parts.password))

    def folder(self):
        """An empty folder that nobody else uses."""
        return MailFolder(self, f"box-{os.getpid()}-{next(_numbers)}")


class MailFolder:
    """A folder on the server: `.url` for IMAP_URL, `.bring(mail)`, `.unread()`."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.url = f"{server.url}/{name}"
        server.mailbox.folder.create(name)

    def open(self):
        self.server.mailbox.folder.set(self.name)
        return self.server.mailbox

    def bring(self, *mails):
        """The mails (bytes or messages) are in the folder, unread, in this order; answers those the server refused."""
        refused = []
        for mail in mails:
            raw = mail if isinstance(mail, bytes) else mail.as_bytes()
            try:
                self.server.mailbox.append(raw, self.name)
            except (IMAP4.error, ImapToolsError):
                refused.append(raw)
                del self.server.mailbox  # it hangs up on what it cannot read
        return refused

    def unread(self):
        return len(self.open().uids("UNSEEN"))

    def make_unread(self):
        """All of it is unread again, as after a restored backup of the mailbox."""
        mailbox = self.open()
        mailbox.flag(mailbox.uids("ALL"), "\\Seen", False)


@pytest.fixture(scope="session")
def imap_server(tmp_path_factory):
    """A real IMAP server: `.url` holds a login and no folder, `.folder()` makes one."""
    if given := os.environ.get("IMAP_URL_TEST"):
        yield MailServer(given)
        return
    with or_skipped():
        if not find_spec("pymap"):
            raise Missing("pymap is not installed: pip install -r requirements-dev.txt")
    port = free_port()
    # Without its own user and password pymap takes those of its demonstration.
    command = [
        sys.executable,
        "-c",
        PYMAP,
        "--no-service",
        "admin",
        "--host",
        "127.0.0.1",
        "--port",
        port,
    ]
    command += ["--no-tls", "dict", "--demo-data"]
    program = Program(command, log=tmp_path_factory.mktemp("imap") / "pymap.log")
    program.start(lambda: answers(port))
    yield MailServer(f"imap://demouser:demopass@127.0.0.1:{port}")
    program.kill()


@pytest.fixture
def mail_folder(imap_server, settings):
    """A folder that Docket reads, with no mail yet."""
    folder = imap_server.folder()
    settings.IMAP_URL = folder.url
    settings.REPLY_ADDRESS = "replies@shop.example"
    return folder
