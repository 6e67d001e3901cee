from django.db import IntegrityError, models, transaction


class Submission(models.Model):
    """A form that was sent once. A second click, a reload or a retry is shown what the first one made."""

    key = models.CharField(max_length=80, unique=True)
    made = models.CharField(max_length=300, blank=True)  # the address of what it made
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.key

    @classmethod
    def already_made(cls, key):
        """What the form with this key made, or "" when it is new."""
        return cls.objects.filter(key=_plain(key)).values_list("made", flat=True).first() or ""

    @classmethod
    def once(cls, key, make):
        """What ``make()`` returns the address of, made once for each key however often and at once it is sent."""
        if made := cls.already_made(key):
            return made
        try:
            with transaction.atomic():
                row = cls.objects.create(key=_plain(key))
                row.made = make()
                row.save(update_fields=["made"])
                return row.made
        except IntegrityError:
            if made := cls.already_made(key):
                return made
            raise


def _plain(key):
    """The key without a NUL, which PostgreSQL does not keep."""
    return key.replace("\0", "")
