import re

from django.db.models import Count, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact
from django.utils import timezone

from config.core.models import HandOver, SearchableQuerySet
from serviceorders.models.links import Answer
from serviceorders.prices import paid_in_thousandths, parts_in_cents
from serviceorders.states import OPEN, AnswerKind

TYPED_NUMBER = re.compile(r"os-?(\d{4})-?(\d{4,})")
TYPED_IMEI = re.compile(r"(\d[/.-]*){14,16}")  # with its software's digits, or without the last


def spellings(word):
    """A word that somebody searches, and as we keep it where it is an order's number or an IMEI."""
    if number := TYPED_NUMBER.fullmatch(word):
        return {word, "os-{}-{}".format(*number.groups())}
    if TYPED_IMEI.fullmatch(word):
        return {word, re.sub(r"[/.-]", "", word)}
    return {word}


class ServiceOrderQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The orders this user may see: all of them, or none."""
        return self if user.has_perm("serviceorders.view_serviceorder") else self.none()

    def open(self):
        return self.filter(status__in=OPEN)

    def late(self):
        return self.open().filter(due_at__lt=timezone.now())

    def with_price(self):
        """With the sum of its parts: ``charged`` asks for no more."""
        return self.annotate(parts_in_cents=parts_in_cents(self._belonging("parts")))

    def with_paid(self):
        """With what was paid, for prices.known_paid."""
        return self.annotate(paid_in_thousandths=paid_in_thousandths(self._belonging("payments")))

    def _belonging(self, name):
        return self.model._meta.get_field(name).related_model.objects.all()

    def for_page(self):
        """With everything that the order's own page shows of other tables once, in one query."""
        unrevoked = {
            name: FilteredRelation(
                f"{name}_links", condition=Q(**{f"{name}_links__revoked_at": None})
            )
            for name in ("tracking", "decision")
        }
        earlier = self.model.objects.filter(
            same_device(OuterRef("imei"), OuterRef("serial")), pk__lt=OuterRef("pk")
        ).order_by("-pk")
        of_client = (
            self.model.objects.filter(client=OuterRef("client"))
            .order_by()
            .values("client")
            .annotate(n=Count("pk"))
        )
        answers = (
            Answer.objects.filter(link__order=OuterRef("pk"))
            .exclude(kind=AnswerKind.ASKED)
            .order_by("-pk")
        )
        return self.annotate(
            **unrevoked,
            answered_by=Subquery(answers.values("name")[:1]),
            answered_at=Subquery(answers.values("at")[:1]),
            seen_before=Subquery(earlier.values("number")[:1]),
            orders_of_client=Subquery(of_client.values("n")),
            is_handed_over=HandOver.of(),
        ).select_related(
            "client", "technician", "service_type", "booking", "returns", "tracking", "decision"
        )

    def of_device(self, imei="", serial=""):
        """Orders of the same device, known by its IMEI or its serial number."""
        return self.filter(same_device(Value(imei), Value(serial)))


def same_device(imei, serial):
    """A condition: this IMEI, or this serial number in capitals or small letters; nothing is the same as nothing."""
    same_serial = Exact(Upper("serial"), Upper(serial))
    return (Q(imei=imei) & ~Q(imei="")) | (Q(same_serial) & ~Q(serial=""))
