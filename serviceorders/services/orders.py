from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.core import hand_overs, live, plans, workflow
from config.core.actors import CLIENT, CLOCK
from config.core.desks import Matter
from config.core.images import CleanPhoto
from config.core.models import Email, User
from config.core.models.shop import current_shop
from config.core.money import format_money
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from serviceorders import letters
from serviceorders.models import Answer, DecisionLink, OrderPhoto, Payment, ServiceOrder
from serviceorders.services.bookings import as_they_are, take_booking
from serviceorders.services.refusals import OverPlan
from serviceorders.states import AnswerKind, Status


def orders_this_month() -> int:
    """How many orders the shop opened in this calendar month, its own."""
    shop = current_shop()
    first = datetime.combine(shop.today().replace(day=1), datetime.min.time(), shop.zone)
    return ServiceOrder.objects.filter(created_at__gte=first).count()


def check_plan() -> None:
    """Raises OverPlan where the plan allows no further order this month."""
    shop = current_shop()
    limit = plans.ORDERS_A_MONTH[shop.plan]
    if limit == 0:
        raise OverPlan(
            _("Service orders are not part of the %(plan)s plan. A manager can change the plan.")
            % {"plan": shop.get_plan_display()}
        )
    if limit is not None and orders_this_month() >= limit:
        raise OverPlan(
            _(
                "The %(plan)s plan allows %(limit)s orders a month, and they are used up. A manager can change the plan."
            )
            % {"plan": shop.get_plan_display(), "limit": limit}
        )


def check_warranty(order: ServiceOrder) -> None:
    """Raises Refused where the order is not in warranty, so that nothing of it comes back at no charge."""
    if not order.in_warranty:
        raise Refused(_("%s is not in warranty: take the device in as a normal order.") % order)


def open_order(
    *, by: User, photos: list[CleanPhoto] = (), matter: Matter | None = None, **fields
) -> ServiceOrder:
    """Take a device in: the order has its number, its tracking link and its first line of history.

    A booking gives its service type and becomes *arrived*; what another desk hands over, the ``matter``, gives its
    photos. Raises OverPlan, and Refused where the booking has its order already or is not confirmed, what ``returns``
    is not in warranty, or the matter is closed.
    """
    copies = [photo.copy() for photo in matter.photos] if matter else []
    with OrderPhoto.stored([*photos, *copies], added_by=by) as pictures:
        return _open_order(by=by, pictures=pictures, matter=matter, **fields)


@in_one_go
def _open_order(*, by, client, pictures, booking=None, returns=None, matter=None, **fields):
    origin = hand_overs.still_open(matter.record) if matter else None
    client = as_they_are(client)
    if booking is not None:
        booking = take_booking(booking, by=by)
        fields["service_type"] = fields.get("service_type") or booking.service_type
    if returns is not None:
        returns = locked(returns)
        check_warranty(returns)
    order = ServiceOrder(client=client, booking=booking, returns=returns, **fields)
    if returns is not None:
        order.final_cost = Decimal(0)
    elif not order.warranty_days:
        order.warranty_days = current_shop().warranty_days
    order.give_number()
    check_plan()  # whoever holds the counter of the numbers is alone: nobody else takes the last order of the month
    order.save()
    order.issue_tracking_link()
    order.log("opened", by=by, went_to=order.status, note=_origin(booking, returns))
    if origin is not None:
        hand_overs.hand_over(origin, order, by=by)
    _keep_pictures(order, pictures)
    letters.order_received(order, by=by)
    live.publish("serviceorders")
    return order


def _keep_pictures(order, pictures):
    for picture in pictures:
        picture.order = order
        picture.save()


def _origin(booking, returns):
    if returns is not None:
        return _("Warranty return of %s") % returns
    return _("From booking %s") % booking if booking else ""


@in_one_go
def change_order(order: ServiceOrder, *, by: User, seen_version: int, **fields) -> ServiceOrder:
    """Write down changed details; an estimate that changes takes its decision link with it.

    Raises ChangedMeanwhile when another person saved since ``seen_version``, Refused when the order is closed (its
    internal notes stay open).
    """
    order = locked(order)
    if order.version != seen_version:
        raise ChangedMeanwhile.of(order)
    if order.is_closed and set(fields) != {"internal_notes"}:
        raise Refused(_("%s is closed. Reopen it to change it.") % order)
    before = order.estimate_hash
    changed = [name for name, value in fields.items() if getattr(order, name) != value]
    if not changed:
        return order
    for name in changed:
        setattr(order, name, fields[name])
    if order.status == Status.AWAITING_APPROVAL and not (
        order.diagnosis.strip() and order.estimated_cost is not None
    ):
        raise Refused(
            _("The client is asked to approve this: it needs a diagnosis and an estimate.")
        )
    order.version += 1
    order.save()
    if order.estimate_hash != before:
        order.revoke_decision_links()
    labels = ", ".join(str(ServiceOrder._meta.get_field(name).verbose_name) for name in changed)
    order.log("edited", by=by, note=labels)
    live.publish(order.topic, "serviceorders")
    return order


@in_one_go
def assign(orders: Iterable[ServiceOrder], *, to: User | None, by: User) -> None:
    """All of these orders are assigned to this technician, or to nobody.

    Raises Refused, and changes nothing, where one of them is closed.
    """
    rows = ServiceOrder.objects.filter(pk__in=[order.pk for order in orders])
    found = list(rows.select_for_update().order_by("pk"))
    if closed := [order.number for order in found if order.is_closed]:
        raise Refused(
            ngettext(
                "%(orders)s is closed. Leave it out, or reopen it.",
                "%(orders)s are closed. Leave them out, or reopen them.",
                len(closed),
            )
            % {"orders": ", ".join(sorted(closed))}
        )
    for order in found:
        change_order(order, by=by, seen_version=order.version, technician=to)


def locked(order):
    return ServiceOrder.objects.select_for_update().select_related("client").get(pk=order.pk)


def open_and_locked(order):
    order = locked(order)
    if order.is_closed:
        raise Refused(_("%s is closed. Reopen it to change it.") % order)
    return order


@in_one_go
def add_note(order: ServiceOrder, *, by: User, note: str, public: bool = False) -> None:
    """A line of history; a public one answers the client's question, and they are told."""
    order = locked(order)
    order.log("note", by=by, note=note, public=public)
    if public and order.asked_at:
        order.asked_at = None
        order.save(update_fields=["asked_at", "updated_at"])
        letters.question_answered(order, note, by=by)
    live.publish(order.topic)


def add_photos(
    order: ServiceOrder, *, by: User, photos: list[CleanPhoto], caption: str, public: bool
) -> None:
    """Keep the pictures with the order. Raises Refused on a closed order."""
    with OrderPhoto.stored(photos, added_by=by, caption=caption, public=public) as pictures:
        _add_pictures(order, pictures, by=by, caption=caption)


@in_one_go
def _add_pictures(order, pictures, *, by, caption):
    order = open_and_locked(order)
    _keep_pictures(order, pictures)
    order.log("photo", by=by, note=caption)
    live.publish(order.topic)


@in_one_go
def change_photo(photo: OrderPhoto, *, by: User, caption: str, public: bool) -> None:
    """Another caption, or another answer to whether the client sees it. Raises Refused on a closed order."""
    order = open_and_locked(photo.order)
    if public != photo.public:
        said = _("%s shown to the client") if public else _("%s hidden from the client")
        order.log("photo", by=by, note=said % (caption or _("Photo")))
    elif caption != photo.caption:
        order.log("photo", by=by, note=caption)
    photo.caption, photo.public = caption, public
    photo.save(update_fields=["caption", "public"])
    live.publish(order.topic)


@in_one_go
def remove_photo(photo: OrderPhoto, *, by: User) -> None:
    """The picture is gone; its files go after the commit."""
    order = open_and_locked(photo.order)
    order.log("photo", by=by, note=_("%s removed") % (photo.caption or _("Photo")))
    photo.forget()
    live.publish(order.topic)


@in_one_go
def take_payment(order: ServiceOrder, *, by: User, amount: Decimal, method: str) -> Payment:
    """Money came in, or went back where the amount is negative."""
    order = locked(order)
    payment = Payment.objects.create(order=order, amount=amount, method=method, by=by)
    order.log("payment", by=by, note=f"{payment.get_method_display()}: {format_money(amount)}")
    order.save(update_fields=["updated_at"])
    live.publish(order.topic)
    return payment


@in_one_go
def replace_tracking_link(order: ServiceOrder, *, by: User) -> None:
    """The client's old link is dead; a new one is there to share."""
    order = locked(order)
    order.issue_tracking_link()
    order.log("link", by=by)
    live.publish(order.topic)


@in_one_go
def revoke_tracking_link(order: ServiceOrder, *, by: User) -> None:
    """The client's link is dead, and there is no other."""
    order = locked(order)
    order.tracking_links.filter(revoked_at=None).update(revoked_at=timezone.now())
    order.log("link", by=by, note=_("Revoked"))
    live.publish(order.topic)


@in_one_go
def send_estimate_again(order: ServiceOrder, *, by: User) -> Email | None:
    """A fresh decision link for the estimate as it stands now; answers the e-mail, or None where none goes out."""
    order = locked(order)
    if order.status != Status.AWAITING_APPROVAL:
        raise Refused(_("%s does not wait for an approval.") % order)
    link = order.issue_decision_link()
    email = letters.estimate_sent(order, link, by=by)
    live.publish(order.topic)
    return email


# What the client does


@in_one_go
def answer_estimate(
    link: DecisionLink, *, kind: str, name: str, text: str, address: str | None
) -> ServiceOrder:
    """The client's own answer to one estimate, kept with their name, address and the estimate's hash.

    Raises Refused where the estimate was answered or has changed since, and StepRefused where the order moved on.
    """
    order = locked(link.order)
    link = DecisionLink.objects.select_for_update().get(pk=link.pk)
    if not link.is_live or link.content != order.estimate_hash:
        raise Refused(_("This estimate has changed. Please ask us for the new one."))
    if link.final_answer:
        raise Refused(_("This estimate was answered already."))
    Answer.objects.create(
        link=link, kind=kind, name=name, text=text, address=address, content=link.content
    )
    if kind == AnswerKind.ASKED:
        order.asked_at = timezone.now()
        order.save(update_fields=["asked_at", "updated_at"])
        order.log("question", by=CLIENT, note=text, public=True)
        live.publish(order.topic, "serviceorders")
        return order
    step = "approve" if kind == AnswerKind.APPROVED else "reject"
    note = text or (
        _("Approved by the client.") if step == "approve" else _("Declined by the client.")
    )
    return workflow.take_step(order, step, by=CLIENT, note=note, public=True)


# What the clock does


def remind_uncollected() -> int:
    """Clients whose device has been ready for the set days are reminded, once; returns how many were."""
    days = current_shop().uncollected_days
    if not days:
        return 0
    since = timezone.now() - timedelta(days=days)
    waiting = ServiceOrder.objects.filter(
        status=Status.READY, ready_at__lt=since, reminded_at=None
    ).values_list("pk", flat=True)
    return sum(_remind(pk) for pk in waiting[:500])


@in_one_go
def _remind(pk):
    order = ServiceOrder.objects.select_for_update().select_related("client").get(pk=pk)
    if order.status != Status.READY or order.reminded_at:
        return 0
    order.reminded_at = timezone.now()
    order.save(update_fields=["reminded_at", "updated_at"])
    letters.uncollected(order, by=CLOCK)
    return 1
