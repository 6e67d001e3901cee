from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from config.core import live
from config.core.actors import Actor
from config.core.models import User
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from warehouse.models import (
    ZERO,
    CountLine,
    Discrepancy,
    Location,
    Lot,
    NotEnough,
    PickingList,
    PickShare,
    Posting,
    Product,
    Reservation,
    Shortage,
    StockCount,
    StockItem,
    StockLevel,
    StockMove,
    Warehouse,
    plan,
    takeable,
)
from warehouse.services.refusals import OutOfStock
from warehouse.states import PICKING_OPEN, LocationKind, Reason

# For any desk that takes parts: reserve, then issue; give back or release. Between the two a picking list may fetch
# them. The desk has locked its paper, and everybody locks the lists that fetch for it next, and levels last.


@in_one_go
def lock_stock(reservations: Iterable[Reservation], products: Iterable[Product]) -> None:
    """The picking lists that fetch these, then the levels of the products: for a paper that moves several at once."""
    _lists_of(reservations)
    list(StockLevel.objects.filter(product__in=products).locked())


@in_one_go
def reserve(
    product: Product, quantity: Decimal, *, warehouse: Warehouse, document: str
) -> Reservation:
    """So much is held for the document and free for nobody else. Raises OutOfStock with what is needed and free."""
    level = _level(warehouse, product)
    if quantity > level.free:
        raise OutOfStock(Shortage(product, quantity, level.free))
    reservation = Reservation.objects.create(
        warehouse=warehouse, product=product, quantity=quantity, document=document
    )
    StockLevel.recompute([level.pk])
    live.publish("warehouse")
    return reservation


@in_one_go
def change_reservation(reservation: Reservation, quantity: Decimal) -> Reservation:
    """As much as that is held instead. Raises OutOfStock, and Refused where it was issued or given back, or is fetched."""
    _check_not_fetched(reservation)
    level = _level(reservation.warehouse, reservation.product)
    reservation = _locked(reservation)
    if not reservation.active:
        raise Refused(_("It was taken from stock already: give it back first."))
    free = level.free + reservation.quantity
    if quantity > free:
        raise OutOfStock(Shortage(reservation.product, quantity, free))
    reservation.quantity = quantity
    reservation.save(update_fields=["quantity"])
    StockLevel.recompute([level.pk])
    live.publish("warehouse")
    return reservation


@in_one_go
def release(reservation: Reservation) -> None:
    """What it held is free; nothing happens where it held nothing any more. Raises Refused where a list fetches it."""
    _check_not_fetched(reservation)
    Reservation.objects.filter(pk=reservation.pk).release()
    live.publish("warehouse")


@in_one_go
def issue(reservation: Reservation, *, by: User, reason: Reason = Reason.ISSUE_SERVICE) -> Posting:
    """The goods left the shelves for their document: what expires first, then what came first.

    Where a picking list has fetched them, they leave the place for picked goods. An issue asked for twice is one.
    Raises Refused where the reservation was released, its list is not done, or nobody can find the goods.
    """
    lists = _lists_of([reservation])
    _level(reservation.warehouse, reservation.product)
    reservation = _locked(reservation)
    if reservation.issued_id:
        return reservation.issued
    if not reservation.active:
        raise Refused(_("Its reservation was given up: reserve it again."))
    if busy := next((each for each in lists if each.status in PICKING_OPEN), None):
        raise Refused(
            _("%(list)s fetches %(sku)s: finish that list first, or cancel it.")
            % {"list": busy, "sku": reservation.product.sku}
        )
    found = _fetched(reservation) if lists else _found(reservation)
    place = reservation.warehouse.staging if lists else None
    posting = Posting.open(reason, by=by, document=reservation.document)
    reservation.active, reservation.issued = False, posting
    reservation.save(update_fields=["active", "issued"])
    moves = [item.move(quantity, to=None, out_of=place) for item, quantity in found]
    for move in moves:
        move.posting = posting
    StockMove.objects.bulk_create(moves)
    posting.apply()
    live.publish("warehouse")
    return posting


def _found(reservation):
    """[(item, quantity)] on the shelves that make up what is reserved; raises Refused where there is less."""
    found, missing = plan(reservation.warehouse, {reservation.product_id: reservation.quantity})
    if missing:
        raise Refused(
            _("%s cannot be found on the shelves: settle its discrepancies first.")
            % reservation.product.sku
        )
    return found


def _fetched(reservation):
    """[(item, quantity)] that a picking list has brought for it from the places of these items."""
    shares = reservation.shares.select_related("line__item").order_by("pk")
    return [(share.line.item, share.quantity) for share in shares]


@in_one_go
def give_back(reservation: Reservation, *, by: User | Actor) -> None:
    """Whatever it took or held is free again: issued goods lie where they were taken from, and no list fetches it."""
    lists = _lists_of([reservation])
    _level(reservation.warehouse, reservation.product)
    reservation = _locked(reservation)
    if reservation.issued_id and not reservation.issued.moves.exclude(reversed_by=None).exists():
        reservation.issued.counter(by=by, reason=Reason.RETURN)
    for picking_list in lists:
        picking_list.drop_reservations([reservation], by=by)
    if reservation.active:
        release(reservation)
    live.publish("warehouse", *(each.topic for each in lists))


def _lists_of(reservations):
    """The picking lists that fetch or have fetched these, locked in one order."""
    keys = PickShare.objects.filter(reservation__in=reservations).values("line__picking_list")
    return list(PickingList.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _check_not_fetched(reservation):
    if lists := _lists_of([reservation]):
        raise Refused(
            _("%(list)s fetches %(sku)s: give it back first.")
            % {"list": lists[0], "sku": reservation.product.sku}
        )


def _level(warehouse, product):
    StockLevel.objects.get_or_create(warehouse=warehouse, product=product)
    return StockLevel.objects.select_for_update().get(warehouse=warehouse, product=product)


def _locked(reservation):
    return (
        Reservation.objects.select_for_update(of=("self",))
        .select_related("warehouse", "product", "issued")
        .get(pk=reservation.pk)
    )


# For the people of the warehouse


@in_one_go
def transfer(
    item: StockItem, quantity: Decimal, *, to: Location, by: User, note: str = ""
) -> Posting:
    """So much lies in another place; in another warehouse, it has left this one. Raises Refused beyond what is free there."""
    places = sorted({item.warehouse_id, to.warehouse_id})
    for warehouse in places:
        StockLevel.objects.get_or_create(warehouse_id=warehouse, product_id=item.product_id)
    list(StockLevel.objects.filter(warehouse__in=places, product=item.product_id).locked())
    item = StockItem.objects.select_related("location", "product").get(pk=item.pk)
    _check_movable(item, quantity)
    if LocationKind.STAGING in (item.location.kind, to.kind):
        raise Refused(_("Picked goods are moved by their picking lists."))
    if item.location == to:
        raise Refused(_("It lies there already."))
    if item.warehouse_id == to.warehouse_id:
        moves = [item.move(quantity, to=to)]
    else:
        out, into = item.move(quantity, to=None), item.move(quantity, to=to)
        into.from_location, into.warehouse_id = None, to.warehouse_id
        moves = [out, into]
    return _post(Reason.TRANSFER, moves, by=by, note=note)


@in_one_go
def adjust(
    *,
    location: Location,
    product: Product,
    quantity: Decimal,
    by: User,
    lot: Lot | None = None,
    note: str = "",
    document: str = "",
) -> Posting:
    """So much more lies there, or less where the quantity is negative. Raises Refused below what is free."""
    if location.kind == LocationKind.STAGING:
        raise Refused(_("Picked goods are moved by their picking lists."))
    _level(location.warehouse, product)
    if quantity < 0:
        item = StockItem.objects.filter(location=location, product=product, lot=lot).first()
        if item is None:
            raise Refused(_("There is nothing of it there."))
        _check_movable(item, -quantity)
    move = StockMove(
        warehouse_id=location.warehouse_id,
        product=product,
        lot=lot,
        quantity=abs(quantity),
        from_location=location if quantity < 0 else None,
        to_location=None if quantity < 0 else location,
    )
    return _post(Reason.ADJUST, [move], by=by, note=note, document=document)


@in_one_go
def count(
    location: Location,
    found: dict[tuple[Product, Lot | None], Decimal],
    *,
    by: User,
    note: str = "",
    seen: int | None = None,
) -> StockCount:
    """The books of this location say what was found; what is not named was not counted.

    Raises Refused where less was found than orders hold or lists ask for, and ChangedMeanwhile where goods came or
    went since the movement ``seen``, the ledger's latest when the counting began.
    """
    if location.kind == LocationKind.STAGING:
        raise Refused(_("Picked goods are moved by their picking lists."))
    products = {product for product, _lot in found}
    for product in sorted(products, key=lambda each: each.pk):
        StockLevel.objects.get_or_create(warehouse_id=location.warehouse_id, product=product)
    list(StockLevel.objects.filter(warehouse=location.warehouse_id, product__in=products).locked())
    _check_nothing_moved(location, products, since=seen)
    items = {
        (item.product_id, item.lot_id): item
        for item in StockItem.objects.filter(
            location=location, product__in=products
        ).select_related("product", "location", "lot")
    }
    counted = StockCount(warehouse_id=location.warehouse_id, location=location, by=by, note=note)
    moves, lines = [], []
    for (product, lot), quantity in found.items():
        item = items.get((product.pk, lot.pk if lot else None))
        expected = item.quantity if item else ZERO
        lines.append(
            CountLine(count=counted, product=product, lot=lot, expected=expected, found=quantity)
        )
        if quantity == expected:
            continue
        if quantity < expected:
            _check_movable(item, expected - quantity)
        moves.append(
            StockMove(
                warehouse_id=location.warehouse_id,
                product=product,
                lot=lot,
                quantity=abs(quantity - expected),
                from_location=location if quantity < expected else None,
                to_location=None if quantity < expected else location,
            )
        )
    counted.give_number()
    counted.save()
    for line in lines:
        line.count = counted
    CountLine.objects.bulk_create(lines)
    if moves:
        _post(Reason.COUNT, moves, by=by, note=note, document=counted.number)
    return counted


def _check_nothing_moved(location, products, *, since):
    if since is None:
        return
    moved = StockMove.objects.filter(pk__gt=since, product__in=products).filter(
        Q(from_location=location) | Q(to_location=location)
    )
    skus = sorted(set(moved.values_list("product__sku", flat=True)))
    if skus:
        raise ChangedMeanwhile(
            _("%(products)s came or went while you counted: look there once more, then save.")
            % {"products": ", ".join(skus)}
        )


@in_one_go
def settle(discrepancy: Discrepancy, *, by: User, outcome: str, note: str = "") -> None:
    """A manager's decision: the goods were found after all, or are written off. Raises Refused where it is settled."""
    discrepancy = (
        Discrepancy.objects.select_for_update(of=("self",))
        .select_related("item__location", "item__product")
        .get(pk=discrepancy.pk)
    )
    if discrepancy.settled_at:
        raise Refused(_("%s has settled this already.") % discrepancy.settled_by)
    discrepancy.outcome, discrepancy.note = outcome, note
    discrepancy.settled_at, discrepancy.settled_by = timezone.now(), by
    discrepancy.save()
    if outcome == Discrepancy.Outcome.WRITTEN_OFF:
        item = discrepancy.item
        _level(item.warehouse, item.product)
        item = StockItem.objects.select_related("location", "product").get(pk=item.pk)
        quantity = min(discrepancy.missing, item.quantity)
        if quantity:
            _check_movable(item, quantity)
            number = discrepancy.line.picking_list.number if discrepancy.line else ""
            _post(Reason.ADJUST, [item.move(quantity, to=None)], by=by, note=note, document=number)
    live.publish("warehouse")


def _check_movable(item, quantity):
    """Raises Refused where so much cannot leave its place: a list asks for it, an order holds it, or it is not there."""
    if item.location.kind == LocationKind.HOLD:
        free = item.quantity
    else:
        found = takeable(item.warehouse_id, [item.product_id]).filter(pk=item.pk).first()
        free = found.free if found else ZERO
    if quantity > free:
        raise Refused(
            _("Only %(free)s of %(product)s can leave %(place)s.")
            % {
                "free": f"{free.normalize():f}",
                "product": item.product.sku,
                "place": item.location,
            }
            + _in_the_way(item)
        )


def _in_the_way(item):
    """Which picking lists ask for these goods, and whether some of them are missed."""
    lists = PickingList.objects.filter(
        lines__item=item, lines__picked__lt=F("lines__asked"), status__in=PICKING_OPEN
    )
    numbers = ", ".join(lists.distinct().order_by("pk").values_list("number", flat=True)[:10])
    text = " " + _("Asked for by %s.") % numbers if numbers else ""
    if Discrepancy.objects.filter(item=item, settled_at=None).exists():
        text += " " + _("Some are missing: settle the discrepancy first.")
    return text


def _post(reason, moves, *, by, note="", document=""):
    try:
        posting = Posting.post(reason, moves, by=by, note=note, document=document)
    except NotEnough as refusal:
        raise Refused(_with_holders(str(refusal), moves)) from refusal
    live.publish("warehouse")
    return posting


def _with_holders(text, moves):
    """The refusal, and whose reservations stand in the way."""
    holding = Reservation.objects.active().filter(
        product__in=[move.product_id for move in moves],
        warehouse__in=[move.warehouse_id for move in moves],
    )
    numbers = sorted(set(holding.values_list("document", flat=True)[:10]))
    return f"{text} {_('Held for:')} {', '.join(numbers)}." if numbers else text
