"""Whether all is well with a shop: small checks, each of which names what is wrong and what to do about it.

An app adds its own in a module named ``doctor``, with ``@check`` and ``kept``.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from posixpath import join
from urllib.parse import urlsplit

import redis
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from config.core import printing
from config.core.backup import file_fields
from config.core.checks import production_is_safe
from config.core.models import (
    Document,
    Email,
    HandOver,
    HistoryEntry,
    Numbered,
    Outgoing,
    Searchable,
    SecretLink,
    Sequence,
    Workflow,
)
from config.core.models.link import digest_of

MOST_NAMED = 5  # records a finding lists by name
SLOW = timedelta(minutes=10)  # a row that is due longer than this has no worker
STALE = timedelta(hours=1)  # an upload writes its file first and its row a moment later
NEWS = timedelta(days=7)  # what failed earlier has been seen, or never will be
ROOM = 200 * 1024 * 1024  # bytes free below which a shop is about to stop
_WRITTEN_BY_HAND = "Somebody wrote to the database by hand: compare it with the latest backup."


@dataclass(frozen=True)
class Check:
    """One question; ``find`` yields a sentence for each thing that is wrong."""

    name: str
    find: Callable[[], Iterator[str]]
    network: bool


_checks = []
_kept = [HandOver]  # models besides histories whose rows the database refuses to change


def check(name, *, network=False):
    """Declare a check; one that asks another server is ``network``, and may be skipped."""

    def declare(find):
        _checks.append(Check(name, find, network))
        return find

    return declare


def kept(model):
    """Expect the database to refuse changes of this model's rows, as it does for every history."""
    _kept.append(model)


def examine(*, network=True):
    """Yields (name of the check, its findings) for every check in turn; one that fails is a finding itself."""
    autodiscover_modules("doctor")
    for each in _checks:
        if network or not each.network:
            yield each.name, _findings(each)


def _findings(each):
    try:
        return list(each.find())
    except Exception as error:
        return [f"could not be looked at: {type(error).__name__}: {error}"]


def of_kind(base):
    """The models that descend from an abstract one."""
    return [model for model in apps.get_models() if issubclass(model, base)]


def _named(rows):
    rows = list(rows)
    more = ", …" if len(rows) > MOST_NAMED else ""
    return ", ".join(str(row) for row in rows[:MOST_NAMED]) + more


# The machine


@check("Configuration")
def configuration():
    if urlsplit(settings.SITE_URL).hostname in settings.LOCAL_HOSTS:
        return  # a shop that only this machine can see
    yield from (error.msg for error in production_is_safe(None))
    if urlsplit(settings.SITE_URL).hostname not in settings.ALLOWED_HOSTS:
        yield "The host of SITE_URL is not in ALLOWED_HOSTS, so nobody can open it. Add it."


@check("Database")
def database():
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield f"{len(missing)} migrations are missing. Run `manage.py migrate`."


@check("Guards of the database")
def guards():
    expected = set()
    for model in [*of_kind(HistoryEntry), *_kept]:
        table = model._meta.db_table
        sqlite = {f"{table}_no_update", f"{table}_no_delete"}
        expected |= sqlite if connection.vendor == "sqlite" else {f"{table}_is_kept"}
    for model in of_kind(Searchable):
        search = f"{model._meta.db_table}_search"
        added = {f"{search}_{word}" for word in ("added", "removed", "changed")}
        expected |= {search} | (added if connection.vendor == "sqlite" else set())
    if missing := expected - _guards_there():
        yield (
            f"The database lacks {_named(sorted(missing))}: history can be changed or search is "
            "slow. Restore the latest backup, or migrate the app to zero and back on a copy."
        )


def _guards_there():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master"
            if connection.vendor == "sqlite"
            else "SELECT indexname FROM pg_indexes UNION "
            "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
        )
        return {name for (name,) in cursor.fetchall()}


@check("Disk")
def disk():
    place = next(path for path in (settings.DATA_DIR, *settings.DATA_DIR.parents) if path.exists())
    free = shutil.disk_usage(place).free
    if free < ROOM:
        yield f"Only {free // 2**20} MB are free in {place}. Make room."


@check("Storage")
def storage():
    name = default_storage.save("doctor.txt", ContentFile(b"The doctor was here."))
    try:
        with default_storage.open(name) as file:
            if file.read() != b"The doctor was here.":
                yield "The file storage gives back other bytes than it was given."
    finally:
        default_storage.delete(name)


@check("Printing")
def can_print():
    try:
        printing.weasyprint()
    except printing.PrintingUnavailable as lack:
        yield str(lack)


@check("Mail", network=True)
def mail_server():
    post = mail.get_connection()
    if not hasattr(post, "host"):
        return  # files or memory: there is no server to ask
    try:
        post.open()
    except OSError as error:
        yield f"The mail server {post.host}:{post.port} refuses: {error}. Look at EMAIL_URL."
    finally:
        post.close()


@check("Broker", network=True)
def broker():
    if not settings.REDIS_URL:
        return  # the web process works without one
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError as error:
        yield f"Redis does not answer: {error}. Start it, or look at REDIS_URL."


# The records


@check("Outgoing")
def outgoing():
    for kind in (Email, Document):
        yield from late_or_failed(kind, see="See /outgoing/.")


def late_or_failed(kind, *, see):
    """What waits too long of this kind of outgoing row, and what failed for good; ``see`` says where they are listed."""
    now = timezone.now()
    words = kind._meta.verbose_name_plural
    late = kind.objects.due().filter(due_at__lt=now - SLOW)
    if first := late.order_by("due_at").first():
        minutes = (now - first.due_at).total_seconds() // 60
        yield (
            f"{late.count()} {words} wait, the oldest for {minutes:.0f} minutes. "
            "Is a worker running? `manage.py work --once` does the work now."
        )
    failed = kind.objects.filter(state=Outgoing.State.FAILED, due_at__gt=now - NEWS)
    if number := failed.count():
        reason = failed.order_by("-due_at").first().error[:200]
        yield f"{number} {words} failed this week; the latest: {reason}. {see}"


@check("Numbers")
def numbers():
    """One statement a model, so that a record made meanwhile is seen with its sequence or not at all."""
    for model in of_kind(Numbered):
        given = Sequence.objects.filter(prefix=model.PREFIX, year=OuterRef("number_year"))
        years = model.objects.values("number_year").annotate(
            rows=Count("number_seq"),
            different=Count("number_seq", distinct=True),
            first=Min("number_seq"),
            last=Max("number_seq"),
            latest=Subquery(given.values("latest")[:1]),
        )
        for year in years.order_by("number_year"):
            name = f"{model.PREFIX}-{year['number_year']}"
            if {year["rows"], year["different"], year["last"]} != {year["latest"]}:
                yield (
                    f"{name} has {year['rows']} records numbered {year['first']} to {year['last']}, and "
                    f"its sequence stands at {year['latest']}. {_WRITTEN_BY_HAND}"
                )
        used = model.objects.filter(number_year=OuterRef("year"))
        for unused in Sequence.objects.filter(~Exists(used), prefix=model.PREFIX, latest__gt=0):
            yield f"{unused} stands at {unused.latest} and has no records. {_WRITTEN_BY_HAND}"


@check("Statuses")
def statuses():
    for model in of_kind(Workflow):
        history = model._meta.get_field("history")
        moves = (
            history.related_model.objects.filter(**{history.field.name: OuterRef("pk")})
            .exclude(went_to="")
            .order_by("-pk")
        )
        told = model.objects.annotate(told=Subquery(moves.values("went_to")[:1]))
        astray = told.filter(Q(told=None) | ~Q(told=F("status"))).order_by("-pk")[: MOST_NAMED + 1]
        if names := _named(astray):
            yield f"The status is not what the history says: {names}. {_WRITTEN_BY_HAND}"


@check("Links")
def links():
    for kind in of_kind(SecretLink):
        words = kind._meta.verbose_name_plural
        several = kind.objects.live().values("owner").annotate(n=Count("pk")).filter(n__gt=1)
        if owners := _named(several.values_list("owner", flat=True)[: MOST_NAMED + 1]):
            yield f"{owners} have several live {words}. Replace the link on their page."
        newest = kind.objects.live().order_by("-pk").first()
        if newest and digest_of(newest.token) != newest.digest:
            yield f"{words} were made with another TOKEN_KEY. Put the old key back."


@check("Files")
def files():
    stored = set(_stored("photos")) | set(_stored("documents"))
    lost, named = [], set()
    for model, field in file_fields():
        rows = model.objects.exclude(**{field.name: ""}).values_list("pk", field.name)
        for pk, name in rows.iterator(chunk_size=5000):
            named.add(name)
            if name not in stored and not default_storage.exists(name):
                lost.append((model, pk, field.name))
    # A row may have gone, with its file, while we were reading.
    lost = [
        f"{model._meta.verbose_name} {pk}"
        for model, pk, field in lost
        if model.objects.filter(pk=pk).exclude(**{field: ""}).exists()
    ]
    if lost:
        yield f"Files are missing: {_named(lost)}. Restore them from a backup."
    if ownerless := [name for name in sorted(stored - named) if _is_stale(name)]:
        yield (
            f"{len(ownerless)} files belong to no record: {_named(ownerless)}. Nobody can see them; "
            "delete them when a backup is at hand."
        )


def _stored(folder):
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (join(folder, name) for name in names)
    for each in folders:
        yield from _stored(join(folder, each))


def _is_stale(name):
    try:
        return default_storage.get_modified_time(name) < timezone.now() - STALE
    except FileNotFoundError:
        return False
