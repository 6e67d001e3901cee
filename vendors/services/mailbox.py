"""Reading the mailbox: every mail is kept in a transaction of its own and only then marked as read."""

import imaplib
import logging
import re
import time
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError
from imap_tools import MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from vendors.mail.letters import MOST_BYTES
from vendors.services.mail import file_mail, file_too_large, set_aside

logger = logging.getLogger("docket.mail")

READER = "mail-reader"  # who has this key in the cache reads; two would do the work twice
READ_SECONDS = 60  # then the next minute goes on
LOCK_SECONDS = 150  # longer than a worker may take
ANSWER_SECONDS = 30  # for one word of the server
BATCH = 100
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_UID = re.compile(rb"UID (\d+)")


class Fetched:
    """A mail as the server sent it, not yet looked into."""

    def __init__(self, answer):
        self.raw = next((part[1] for part in answer if isinstance(part, tuple)), b"")


def read_mail() -> int:
    """What came in is kept and marked as read; returns how many mails there were. One reader at a time.

    A mailbox that cannot be reached is logged and left to the next minute.
    """
    if not settings.IMAP_URL or not cache.add(READER, True, LOCK_SECONDS):
        return 0
    try:
        with _mailbox(settings.IMAP_URL) as mailbox:
            return _read(mailbox)
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        logger.warning("mailbox not read: %s: %s", type(error).__name__, error)
        return 0
    finally:
        cache.delete(READER)


def _mailbox(url):
    """A session at the folder that the address names."""
    parts = urlsplit(url)
    kind, port = (MailBox, 993) if parts.scheme == "imaps" else (MailBoxUnencrypted, 143)
    mailbox = kind(parts.hostname, port=parts.port or port, timeout=ANSWER_SECONDS)
    mailbox.email_message_class = Fetched
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return mailbox.login(unquote(parts.username or ""), unquote(parts.password or ""), folder)


def _read(mailbox):
    until = time.monotonic() + READ_SECONDS
    count = 0
    for uid, size in _waiting(mailbox):
        if time.monotonic() > until:
            break
        if _take(mailbox, uid, size):
            _mark_as_read(mailbox, uid)
            count += 1
    return count


def _mark_as_read(mailbox, uid):
    """Not ``mailbox.flag``: that would also expunge what people have marked as deleted."""
    status, answer = mailbox.client.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
    if status != "OK":
        logger.warning("mail %s could not be marked as read: %s", uid, answer)


def _waiting(mailbox):
    """(uid, bytes) of what is unread, the oldest first."""
    uids = sorted(mailbox.uids("UNSEEN"), key=int)
    for start in range(0, len(uids), BATCH):
        batch = uids[start : start + BATCH]
        _status, lines = mailbox.client.uid("FETCH", ",".join(batch), "(UID RFC822.SIZE)")
        sizes = dict(map(_size_of, filter(None, lines)))
        yield from ((uid, sizes.get(uid, 0)) for uid in batch)


def _size_of(line):
    line = line[0] if isinstance(line, tuple) else line
    uid, size = _UID.search(line), _SIZE.search(line)
    return (uid[1].decode(), int(size[1])) if uid and size else ("", 0)


def _take(mailbox, uid, size):
    """Whether the mail is kept: as what it is, or else as far as it can be read."""
    too_large = size > MOST_BYTES
    try:
        found = list(mailbox.fetch(uid_list=[uid], headers_only=too_large, mark_seen=False))
    except ImapToolsError as error:
        logger.warning("mail %s could not be fetched: %s", uid, error)
        return False
    if not found:
        return False  # somebody has moved it meanwhile
    raw = found[0].raw
    try:
        file_too_large(raw, size) if too_large else file_mail(raw)
    except OperationalError as error:
        logger.warning("mail %s waits for the database: %s", uid, error)
        return False
    except Exception as error:
        logger.exception("mail %s could not be filed", uid)
        return _is_set_aside(raw, uid, error)
    return True


def _is_set_aside(raw, uid, error):
    try:
        set_aside(raw, reason=type(error).__name__)
    except Exception:
        logger.exception("mail %s stays in the mailbox", uid)
        return False
    return True
