from django.db import connection, models


class Tally(models.Model):
    """How often somebody did something in the window of time that is now."""

    what = models.CharField(max_length=250, unique=True)  # and who
    until = models.BigIntegerField()  # the window's end, in seconds since 1970
    times = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="tally_until")]

    def __str__(self):
        return self.what

    @classmethod
    def one_more(cls, what, until):
        """Counted, whoever else counts at this moment; answers how often by now in the window that ends then."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {cls._meta.db_table} (what, until, times) VALUES (%s, %s, 1) "  # noqa: S608 -- a table name of ours
                "ON CONFLICT (what) DO UPDATE SET until = excluded.until, times = CASE "
                f"WHEN {cls._meta.db_table}.until = excluded.until "
                f"THEN {cls._meta.db_table}.times + 1 ELSE 1 END RETURNING times",
                [what[:250], until],
            )
            return cursor.fetchone()[0]
