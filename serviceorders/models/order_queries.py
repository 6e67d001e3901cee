from django.db.models import Count, FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone

from config.core.models import HandOver, SearchableQuerySet
from serviceorders.prices import paid_in_thousandths, parts_in_cents
from serviceorders.states import OPEN


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
        same_device = self.model.objects.filter(
            (Q(imei=OuterRef("imei")) & ~Q(imei=""))
            | (Q(serial=OuterRef("serial")) & ~Q(serial="")),
            pk__lt=OuterRef("pk"),
        ).order_by("-pk")
        of_client = (
            self.model.objects.filter(client=OuterRef("client"))
            .order_by()
            .values("client")
            .annotate(n=Count("pk"))
        )
        return self.annotate(
            **unrevoked,
            seen_before=Subquery(same_device.values("number")[:1]),
            orders_of_client=Subquery(of_client.values("n")),
            is_handed_over=HandOver.of(),
        ).select_related(
            "client", "technician", "service_type", "booking", "returns", "tracking", "decision"
        )

    def of_device(self, imei="", serial=""):
        """Orders of the same device, known by its IMEI or its serial number."""
        same = Q()
        if imei:
            same |= Q(imei=imei)
        if serial:
            same |= Q(serial__iexact=serial)
        return self.filter(same) if same else self.none()
