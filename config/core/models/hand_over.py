from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q


class HandOverQuerySet(models.QuerySet):
    def naming(self, number):
        """Those that begin or end at the record of this number."""
        return self.filter(Q(from_number=number) | Q(to_number=number))


class HandOver(models.Model):
    """That one record led to another, of whatever desk. The database refuses to change or delete it.

    Records are named by their numbers: these are never given again, and their rows are never deleted.
    """

    from_number = models.CharField(max_length=20)
    to_number = models.CharField(max_length=20, db_index=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_number="") & ~Q(to_number="") & ~Q(from_number=F("to_number")),
                name="hand_over_joins_two_records",
            ),
            models.UniqueConstraint(
                fields=["from_number", "to_number"], name="one_hand_over_of_a_pair"
            ),
        ]

    def __str__(self):
        return f"{self.from_number} → {self.to_number}"

    @classmethod
    def of(cls, number="number"):
        """Whether there is one of the record whose number stands in this column of a query."""
        return Exists(cls.objects.naming(OuterRef(number)))
