"""Thousands of records at once, for benchmarks: rows of column values, dated as they are told to be."""

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from config.core.models.shop import current_shop

YEARS = 3
A_BATCH = 5000


def batches(model, total, dated="created_at"):
    """Ascending moments of new records, in lists of one year each, behind the records that are there."""
    spans = list(free_spans(model, dated))
    free, left = sum((span.length for span in spans), timedelta()), total
    for span in spans:
        number = left if span is spans[-1] else round(total * (span.length / free))
        left -= number
        for done in range(0, number, A_BATCH):
            batch = range(done, min(done + A_BATCH, number))
            yield [span.start + span.length * ((nth + 0.5) / number) for nth in batch]


@dataclass(frozen=True)
class Span:
    start: datetime
    end: datetime

    @property
    def length(self):
        return self.end - self.start


def free_spans(model, dated):
    """Of each of the last years the time after its latest record: a later number is never of an earlier day."""
    now, zone = timezone.now(), current_shop().zone
    latest = dict(model.objects.values_list("number_year").annotate(latest=Max(dated)).order_by())
    this_year = now.astimezone(zone).year
    for year in range(this_year - YEARS + 1, this_year + 1):
        start = datetime(year, 1, 1, 9, tzinfo=zone).astimezone(UTC)
        end = datetime(year, 12, 31, 17, tzinfo=zone).astimezone(UTC)
        span = Span(max(start, latest.get(year, start)), min(end, now))
        if span.start < span.end:
            yield span


def insert(model, rows):
    """Write rows of column values in one go; columns a row does not name get the default of their field.

    ``bulk_create`` would date every row of a history now, and takes three times as long.
    """
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated
    ]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    adapt = connection.ops.adapt_datetimefield_value
    defaults = {
        field.attname: field.get_db_prep_save(field.get_default(), connection) for field in fields
    }

    def values(row):
        row = (defaults | row).values()
        return [adapt(value) if isinstance(value, datetime) else value for value in row]

    table, lines = model._meta.db_table, [values(row) for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", lines)  # noqa: S608 -- names of ours
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)


@contextmanager
def indexed_at_the_end(*searchable):
    """Once the block is through, the words of new rows are found, and PostgreSQL knows how many there are.

    SQLite's trigger indexes row by row, and then takes longer than all the rest.
    """
    with connection.cursor() as cursor, ExitStack() as stack:
        if connection.vendor == "sqlite":
            for model in searchable:
                stack.enter_context(_without_trigger(cursor, model))
        yield
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


@contextmanager
def _without_trigger(cursor, model):
    table = model._meta.db_table
    search = f"{table}_search"
    newest = model.objects.aggregate(pk=Max("pk"))["pk"] or 0
    cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [f"{search}_added"])
    (trigger,) = cursor.fetchone()
    cursor.execute(f"DROP TRIGGER {search}_added")
    yield
    cursor.execute(
        f"INSERT INTO {search} (rowid, search_text) "  # noqa: S608 -- names of ours
        f"SELECT id, search_text FROM {table} WHERE id > %s",
        [newest],
    )
    cursor.execute(trigger)
