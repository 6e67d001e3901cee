"""The disk of this machine: what is stored on it whole or not at all, and how a full one is known."""

import errno

from django.core.files.storage import FileSystemStorage
from django.db import OperationalError

FULL = {errno.ENOSPC, errno.EDQUOT}


class WholeFiles(FileSystemStorage):
    """The local disk; of a file that cannot be written to its end, nothing stays."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError:
            self.delete(name)  # nothing was there before: Storage.save has just chosen a free name
            raise


def is_full(error):
    """Whether this is a full disk speaking: that of our files, or that of the database."""
    if isinstance(error, OperationalError):
        cause = error.__cause__
        names = (getattr(cause, "sqlite_errorname", ""), getattr(cause, "sqlstate", ""))
        return names[0] == "SQLITE_FULL" or names[1] == "53100"  # PostgreSQL, appendix A
    return isinstance(error, OSError) and error.errno in FULL
