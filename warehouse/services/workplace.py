from django.db.models import Exists, OuterRef

from config.core.actors import Actor
from config.core.models import User
from warehouse.models import Warehouse, Workplace


def warehouses_of(user: User | Actor) -> list[Warehouse]:
    """The shop's warehouses, the one this person works in first; asked for once, however often a page needs them."""
    if not user.is_person:
        return list(Warehouse.objects.filter(active=True).order_by("pk"))
    if not hasattr(user, "_warehouses"):
        chosen = Workplace.objects.filter(user=user.pk, warehouse=OuterRef("pk"))
        rows = Warehouse.objects.filter(active=True).annotate(chosen=Exists(chosen))
        user._warehouses = list(rows.order_by("-chosen", "pk"))
    return user._warehouses


def workplace_of(user: User | Actor) -> Warehouse | None:
    """The warehouse this person works in: the one they chose, else the shop's first; None where there is none."""
    return next(iter(warehouses_of(user)), None)


def choose_workplace(user: User, warehouse: Warehouse) -> None:
    """From now on this person works there."""
    Workplace.objects.update_or_create(user=user, defaults={"warehouse": warehouse})
    user.__dict__.pop("_warehouses", None)
