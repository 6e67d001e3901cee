"""One archive of all a shop has: its database, the files its rows name, and a list with the hash of each.

The database is one snapshot, and the files are those that this snapshot names. Files are added and removed but never
changed, so a file that is still there is the file the snapshot means.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import django
from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from config.core.models import Numbered, ShopProfile, User

FORMAT = 1
DATABASE, FILES, MANIFEST = "database", "files/", "manifest.json"
SECONDS_TO_2020 = 1_577_836_800  # since 1970
CHUNK = 1024 * 1024  # bytes in memory at a time, however large the shop


class CannotBackUp(Exception):
    """No archive was made; the text says what to do."""


class CannotRestore(Exception):
    """The archive was not taken; the text says why and what to do."""


# Making an archive


def back_up(path: Path) -> dict:
    """A whole new archive stands at the path, and its manifest is returned; or nothing has changed there.

    Raises CannotBackUp, and OSError where the disk refuses.
    """
    unfinished = path.with_name(path.name + ".tmp")
    try:
        with (
            TemporaryDirectory(prefix=".docket-", dir=path.parent) as folder,
            open(unfinished, "wb", opener=_for_us_alone) as file,
        ):
            manifest = _write(file, Path(folder) / DATABASE)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return manifest


def _for_us_alone(path, flags):
    """The archive holds every client's data: no other user of the machine may read it."""
    return os.open(path, flags, 0o600)


def _sync_folder(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(file, dump):
    engine = _engine()
    manifest = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "engine": engine.name,
        "versions": {"python": sys.version.split()[0], "django": django.get_version()},
    }
    with engine.snapshot(dump) as ask:
        manifest["migrations"] = [list(row) for row in ask(_ALL_MIGRATIONS)]
        manifest["rows"] = _row_counts(ask)
        names = _names_of_files(ask)
    with ZipFile(file, "w", compresslevel=1) as archive:
        archive.compression = engine.compression
        with dump.open("rb") as source:
            members = {DATABASE: _pack(archive, DATABASE, source)}
        dump.unlink()
        archive.compression = ZIP_STORED  # pictures and PDFs are as small as they get
        gone = _pack_files(archive, names, members)
        manifest |= {"members": members, "gone": gone}
        archive.compression = ZIP_DEFLATED
        archive.writestr(MANIFEST, json.dumps(manifest))
    return manifest


_ALL_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


def _row_counts(ask):
    tables = connection.introspection.django_table_names(only_existing=True)
    return {
        table: next(iter(ask(f"SELECT count(*) FROM {_quoted(table)}")))[0]  # noqa: S608 -- tables of ours
        for table in sorted(tables)
    }


def file_fields():
    """Every (model, field) that names a file of the default storage."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.FileField) and field.storage == default_storage
    ]


def _names_of_files(ask):
    names = set()
    for model, field in file_fields():
        column, table = _quoted(field.column), _quoted(model._meta.db_table)
        names.update(
            name
            for (name,) in ask(f"SELECT {column} FROM {table} WHERE {column} <> ''")  # noqa: S608 -- names of ours
        )
    for (files,) in ask("SELECT CAST(files AS TEXT) FROM core_email"):
        names.update(name for _shown, name in json.loads(files))
    return sorted(names)


def _quoted(name):
    return connection.ops.quote_name(name)


def _pack_files(archive, names, members):
    """The names whose file was removed since the snapshot; all others are packed."""
    gone = []
    for name in names:
        try:
            source = default_storage.open(name)
        except FileNotFoundError:
            gone.append(name)
            continue
        with source:
            members[FILES + name] = _pack(archive, FILES + name, source)
    return gone


def _pack(archive, name, source):
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


# Putting one back


def restore(path: Path, *, replace: bool = False) -> dict:
    """The site is what the archive holds, brought up to this version's tables; the manifest is returned.

    Nothing is touched before every byte has been checked. Files come first and the database last, in one transaction:
    whenever this is cut short, the site is the old one or the new one. Raises CannotRestore.
    """
    try:
        with ZipFile(path) as archive:
            manifest = _verified(archive)
            _refuse_what_does_not_fit(manifest, replace)
            before = _files_of_this_site()
            _put_files_back(archive, manifest)
            _put_database_back(archive, manifest)
    except (BadZipFile, EOFError) as error:
        raise CannotRestore(f"{path} is no whole archive: {error}") from error
    for name in before - _files_in(manifest):
        default_storage.delete(name)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    _leave_old_links_behind()
    return manifest


def _leave_old_links_behind():
    """New links differ from those that this shop gave out after the backup, for records of the same numbers."""
    # A figure that no earlier restore had, and that fits the column until 2088.
    seconds = int(time.time()) - SECONDS_TO_2020
    ShopProfile.objects.filter(pk=1).update(first_link_version=seconds)


def _verified(archive):
    """The manifest, once every member has been read and has the hash it had."""
    if MANIFEST not in archive.namelist():
        raise CannotRestore("This is no archive of a shop: it has no manifest.")
    manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise CannotRestore(f"The archive is of format {manifest['format']}; upgrade Docket first.")
    expected = manifest["members"]
    if set(archive.namelist()) != {*expected, MANIFEST}:
        raise CannotRestore("The archive lacks files its manifest names, or holds others.")
    for name, digest in expected.items():
        if _digest_in(archive, name) != digest:
            raise CannotRestore(f"{name} is damaged. Take another archive.")
    return manifest


def _digest_in(archive, name):
    with archive.open(name) as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _refuse_what_does_not_fit(manifest, replace):
    if manifest["engine"] != connection.vendor:
        raise CannotRestore(
            f"The archive holds a {manifest['engine']} database and this site runs on "
            f"{connection.vendor}. Set DATABASE_URL to a {manifest['engine']} database first."
        )
    loader = MigrationLoader(None)
    unknown = [
        f"{app}.{name}"
        for app, name in manifest["migrations"]
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    ]
    if unknown:
        raise CannotRestore(
            f"The archive was made by a newer Docket ({unknown[-1]}). Upgrade this one first."
        )
    if not replace and _has_records():
        raise CannotRestore(
            "This site has records. --replace throws them away; make a backup of them first."
        )


def _has_records():
    """Whether anybody has worked here yet; migrations alone make neither people nor numbered records."""
    there = set(connection.introspection.table_names())
    kinds = [User, *(model for model in apps.get_models() if issubclass(model, Numbered))]
    return any(kind._meta.db_table in there and kind.objects.exists() for kind in kinds)


def _files_of_this_site():
    with suppress(DatabaseError), connection.cursor() as cursor:  # it may have no tables yet
        return set(_names_of_files(lambda sql: cursor.execute(sql) and cursor.fetchall()))
    return set()


def _files_in(manifest):
    return {name.removeprefix(FILES) for name in manifest["members"] if name.startswith(FILES)}


def _put_files_back(archive, manifest):
    for name in sorted(_files_in(manifest)):
        digest = manifest["members"][FILES + name]
        if default_storage.exists(name):
            if _digest_here(name) == digest:
                continue
            default_storage.delete(name)
        with archive.open(FILES + name) as source:
            kept_as = default_storage.save(name, File(source))
        if kept_as != name:
            default_storage.delete(kept_as)
            raise CannotRestore(f"The file storage does not take the name {name}.")


def _digest_here(name):
    with default_storage.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put_database_back(archive, manifest):
    engine = _engine()
    settings.DATA_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".docket-", dir=settings.DATA_DIR) as folder:
        dump = Path(folder) / DATABASE
        with archive.open(DATABASE) as source, open(dump, "wb", opener=_for_us_alone) as target:
            shutil.copyfileobj(source, target, CHUNK)
        engine.restore(dump)
    with connection.cursor() as cursor:
        for table, rows in manifest["rows"].items():
            cursor.execute(f"SELECT count(*) FROM {_quoted(table)}")  # noqa: S608 -- tables of ours
            found = cursor.fetchone()[0]
            if found != rows:
                raise CannotRestore(f"{table} has {found} rows now and had {rows}. Restore again.")


# The two engines


def _engine():
    return {"sqlite": Sqlite, "postgresql": Postgresql}[connection.vendor]()


class Sqlite:
    name = "sqlite"
    compression = ZIP_DEFLATED

    @contextmanager
    def snapshot(self, dump):
        """The dump is a copy of the database at one moment; yields what answers questions to it."""
        connection.ensure_connection()
        with closing(sqlite3.connect(dump)) as copy:
            connection.connection.backup(copy, progress=_patience(CannotBackUp))
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, with no log beside it
            yield copy.execute

    def restore(self, dump):
        """The database is the dump's, by one transaction that processes still running will see whole."""
        connection.ensure_connection()
        with closing(sqlite3.connect(dump)) as source:
            if source.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise CannotRestore("SQLite finds the database in the archive damaged.")
            source.backup(connection.connection, progress=_patience(CannotRestore))
        connection.close()


def _patience(refusal, seconds=30):
    """Called between the tries to copy a database that others write to; Python alone would try for ever."""
    until = time.monotonic() + seconds

    def still_trying(status, remaining, total):
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise refusal("Another process holds the database. Stop the site and try again.")

    return still_trying


class Postgresql:
    name = "postgresql"
    compression = ZIP_STORED  # pg_dump has compressed it

    @contextmanager
    def snapshot(self, dump):
        """The dump is the database at one moment; yields what answers questions about that same moment."""
        pg_dump = _program("pg_dump", CannotBackUp)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            command = [pg_dump, "--format=custom", "--no-owner", "--no-privileges", "--no-comments"]
            done = subprocess.run(  # noqa: S603 -- no shell, and the words are ours
                [*command, f"--snapshot={snapshot}", f"--file={dump}"],
                env=_surroundings(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise CannotBackUp(f"pg_dump: {done.stderr.strip()}")
            yield lambda sql: cursor.execute(sql) and cursor.fetchall()

    def restore(self, dump):
        """Old tables go and the dump's come in one transaction, which is committed once pg_restore has said all."""
        psql, pg_restore = (_program(name, CannotRestore) for name in ("psql", "pg_restore"))
        clearing = self._clearing()
        connection.close()
        said = [pg_restore, "--no-owner", "--no-privileges", "--no-comments", "--file=-", str(dump)]
        listens = [psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
        with TemporaryFile("w+") as complaints:
            taker = subprocess.Popen(  # noqa: S603 -- no shell, and the words are ours
                listens,
                env=_surroundings() | {"PGOPTIONS": "-c lock_timeout=10s"},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                text=True,
            )
            with suppress(BrokenPipeError):
                taker.stdin.write("\n".join(["BEGIN;", *clearing, ""]))
                taker.stdin.flush()
                giver = subprocess.run(  # noqa: S603 -- the same
                    said,
                    stdin=subprocess.DEVNULL,
                    stdout=taker.stdin,
                    stderr=complaints,
                    check=False,
                )
                if giver.returncode == 0:
                    taker.stdin.write("\nCOMMIT;\n")
            with suppress(BrokenPipeError):
                taker.stdin.close()
            if taker.wait() or giver.returncode:
                complaints.seek(0)
                raise CannotRestore(
                    f"PostgreSQL refused, and nothing has changed: {complaints.read().strip()[-1500:]} "
                    "Is the site still running? Stop it first."
                )

    def _clearing(self):
        with connection.cursor() as cursor:
            cursor.execute(_WHAT_IS_THERE)
            return [f"DROP {kind} IF EXISTS {name} CASCADE;" for kind, name in cursor.fetchall()]


# Whatever is in the schema, without what an extension brought or what goes with its table.
_WHAT_IS_THERE = """
SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
       format('%I.%I', current_schema(), relname)
FROM pg_class c WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('e', 'i', 'a'))
UNION ALL
SELECT 'FUNCTION', p.oid::regprocedure::text
FROM pg_proc p WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def _program(name, refusal):
    found = shutil.which(name)
    if not found:
        raise refusal(f"{name} is not installed. On Debian: apt-get install postgresql-client")
    return found


def _surroundings():
    """Where the database is and its password, told by the environment: arguments can be read by everyone."""
    told = connection.settings_dict
    values = {
        "PGHOST": told["HOST"],
        "PGPORT": told["PORT"],
        "PGUSER": told["USER"],
        "PGPASSWORD": told["PASSWORD"],
        "PGDATABASE": told["NAME"],
    }
    for option in ("sslmode", "sslrootcert", "sslcert", "sslkey"):
        values[f"PG{option.upper()}"] = told["OPTIONS"].get(option)
    return os.environ | {name: str(value) for name, value in values.items() if value}
