"""Static files are collected where they changed, by one process at a time."""

import fcntl
import hashlib
import os
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands import collectstatic

NOTE = "staticfiles.sha256"  # of the sources that were collected


class Command(collectstatic.Command):
    help = "Collect static files, if one of them has changed since they were collected last."

    def handle(self, **options):
        if options["dry_run"]:
            return super().handle(**options)
        root = Path(settings.STATIC_ROOT)
        root.mkdir(parents=True, exist_ok=True)
        with _alone(root):
            sources = _fingerprint()
            if not options["clear"] and _collected(root) == sources:
                return "\nNo static file has changed." if options["verbosity"] else None
            said = super().handle(**options)
            (root / NOTE).write_text(sources)
        return said


def _collected(root):
    try:
        return (root / NOTE).read_text()
    except FileNotFoundError:
        return None


@contextmanager
def _alone(root):
    """Whoever starts a second shop from the same files waits: a file is away for a moment while it is collected."""
    door = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
    finally:
        os.close(door)


def _fingerprint():
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = os.stat(storage.path(path))
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
