from django.core.validators import MaxValueValidator
from django.db import connection, models

from config.core.models.shop import current_shop


class Sequence(models.Model):
    """The latest number given out under a prefix in a year."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    latest = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="one_sequence_a_year")
        ]

    def __str__(self):
        return f"{self.prefix}-{self.year}"

    @classmethod
    def next(cls, prefix, year, count=1):
        """The last of the next ``count`` numbers of the year, held until the transaction ends.

        The row is locked by this one statement, so that no number is given twice and a rollback gives it back: no gap.
        Call it last in a transaction: everyone else who wants a number waits from here on.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("A number is given out inside the transaction that uses it.")
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {cls._meta.db_table} (prefix, year, latest) VALUES (%s, %s, %s) "  # noqa: S608 -- a table name of ours
                "ON CONFLICT (prefix, year) DO UPDATE SET latest = "
                f"{cls._meta.db_table}.latest + excluded.latest RETURNING latest",
                [prefix, year, count],
            )
            return cursor.fetchone()[0]


class Numbered(models.Model):
    """A record with a number such as OS-2026-0001, given by ``give_number`` and never typed."""

    PREFIX = ""

    number = models.CharField(max_length=20, unique=True, editable=False)
    number_year = models.PositiveSmallIntegerField(editable=False)
    number_seq = models.PositiveIntegerField(
        editable=False, validators=[MaxValueValidator(2**31 - 1)]
    )

    class Meta:
        abstract = True

    def give_number(self):
        """Take the next number of the shop's year; the tenth thousand simply grows a digit."""
        self.number_year = current_shop().today().year
        self.number_seq = Sequence.next(self.PREFIX, self.number_year)
        self.number = f"{self.PREFIX}-{self.number_year}-{self.number_seq:04d}"
