"""What clients are told by e-mail, each a row of the transaction that gave the reason."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from config.core import notices, outbox
from config.core.models import Email
from config.core.models.shop import current_shop
from config.core.money import format_money
from config.core.notices import Notice
from serviceorders import papers

ORDER_FACTS = ("client", "number", "device", "shop")
BOOKING_FACTS = ("client", "number", "when", "service", "address", "shop")

notices.declare(
    Notice(
        slug="order-received",
        label=_("Device received"),
        subject=_("We have your {device}: {number}"),
        body=_(
            "Hello {client},\n\nthank you for bringing us your {device}. Your order is {number}.\n\n"
            "You can follow it at any time on the page below; it needs no login.\n\n{shop}"
        ),
        button=_("Follow your order"),
        placeholders=ORDER_FACTS,
    ),
    Notice(
        slug="order-estimate",
        label=_("Awaiting approval"),
        subject=_("Your answer, please: {device} for {estimate}"),
        body=_(
            "Hello {client},\n\nwe have looked at your {device} ({number}). The repair would cost {estimate}.\n\n"
            "What we found:\n{diagnosis}\n\n"
            "Please approve, decline or ask us a question on the page below. The offer is valid until {until}.\n\n{shop}"
        ),
        button=_("See the estimate and answer"),
        placeholders=(*ORDER_FACTS, "estimate", "diagnosis", "until"),
    ),
    Notice(
        slug="order-answered",
        label=_("Question answered"),
        subject=_("Our answer to your question: {number}"),
        body=_(
            "Hello {client},\n\nyou asked us about your {device}. Our answer:\n\n{answer}\n\n{shop}"
        ),
        button=_("See your order"),
        placeholders=(*ORDER_FACTS, "answer"),
    ),
    Notice(
        slug="order-ready",
        label=_("Ready for pickup"),
        subject=_("Your {device} is ready: {number}"),
        body=_(
            "Hello {client},\n\nyour {device} is ready for you to collect. The price is {price}.\n\n"
            "{hours}\n\n{shop}"
        ),
        button=_("See your order"),
        placeholders=(*ORDER_FACTS, "price", "hours"),
    ),
    Notice(
        slug="order-completed",
        label=_("Completed, with the receipt"),
        subject=_("Your receipt for {number}"),
        body=_(
            "Hello {client},\n\nthank you for your visit. The receipt for your {device} is attached.\n\n"
            "{warranty}\n\n{shop}"
        ),
        button=_("See your order"),
        placeholders=(*ORDER_FACTS, "warranty"),
    ),
    Notice(
        slug="order-uncollected",
        label=_("Reminder: ready, not collected"),
        subject=_("Your {device} is still waiting for you: {number}"),
        body=_(
            "Hello {client},\n\nyour {device} has been ready to collect since {since}.\n\n"
            "{hours}\n\n{shop}"
        ),
        button=_("See your order"),
        placeholders=(*ORDER_FACTS, "since", "hours"),
    ),
    Notice(
        slug="booking-confirmed",
        label=_("Booking confirmed"),
        subject=_("Your booking is confirmed: {when}"),
        body=_(
            "Hello {client},\n\nwe expect you on {when} for: {service}. Your booking is {number}.\n\n"
            "{address}\n\n{shop}"
        ),
        button=_("See your booking"),
        placeholders=BOOKING_FACTS,
    ),
    Notice(
        slug="booking-moved",
        label=_("Booking moved"),
        subject=_("Your booking has a new time: {when}"),
        body=_(
            "Hello {client},\n\nyour booking {number} was moved. We now expect you on {when} for: {service}.\n\n"
            "{address}\n\n{shop}"
        ),
        button=_("See your booking"),
        placeholders=BOOKING_FACTS,
    ),
    Notice(
        slug="booking-cancelled",
        label=_("Booking cancelled"),
        subject=_("Your booking is cancelled: {when}"),
        body=_(
            "Hello {client},\n\nyour booking {number} on {when} for {service} is cancelled. "
            "Please contact us if you would like another time.\n\n{address}\n\n{shop}"
        ),
        button=_("See your booking"),
        placeholders=BOOKING_FACTS,
    ),
)


def site(path):
    return settings.SITE_URL + path


def order_received(order, *, by):
    return _tell(order, "order-received", by=by)


def estimate_sent(order, link, *, by):
    with translation.override(order.client.language):
        facts = {
            "estimate": format_money(link.amount),
            "diagnosis": order.diagnosis,
            "until": _day(link.expires_at),
        }
    return _tell(order, "order-estimate", by=by, facts=facts, link=site(link.get_absolute_url()))


def question_answered(order, answer, *, by):
    """The answer, with the link to decide where the client is still to do so."""
    decision = order.decision_link
    link = site(decision.get_absolute_url()) if decision else ""
    return _tell(order, "order-answered", by=by, facts={"answer": answer}, link=link)


def estimate_withdrawn(order):
    """An estimate that has not left does not leave any more."""
    outbox.withdraw(Email.objects.filter(topic=order.topic, kind="order-estimate"))


def ready(order, *, by):
    with translation.override(order.client.language):
        facts = {"price": format_money(order.prices.price), "hours": current_shop().hours}
    return _tell(order, "order-ready", by=by, facts=facts)


def completed(order, *, by):
    document = print_paper(order, "receipt", language=order.client.language)
    with translation.override(order.client.language):
        until = order.warranty_until
        warranty = (
            _("The repair is under warranty until %s.") % date_format(until, "DATE_FORMAT")
            if until
            else ""
        )
    return _tell(
        order,
        "order-completed",
        by=by,
        facts={"warranty": warranty},
        attachment=document,
    )


def uncollected(order, *, by):
    with translation.override(order.client.language):
        facts = {"since": _day(order.ready_at), "hours": current_shop().hours}
    return _tell(order, "order-uncollected", by=by, facts=facts)


def booking_confirmed(booking, *, by):
    return _tell_of_booking(booking, "booking-confirmed", by=by)


def booking_moved(booking, *, by):
    return _tell_of_booking(booking, "booking-moved", by=by)


def booking_cancelled(booking, *, by):
    return _tell_of_booking(booking, "booking-cancelled", by=by)


def _tell_of_booking(booking, slug, *, by):
    shop, client = current_shop(), booking.client
    with translation.override(client.language), timezone.override(shop.zone):
        when = date_format(timezone.localtime(booking.starts_at), "DATETIME_FORMAT")
    email = notices.send(
        slug,
        to=client.email,
        language=client.language,
        facts={
            "client": client.name,
            "number": booking.number,
            "when": when,
            "service": booking.service_type.name,
            "address": ", ".join(shop.address_lines),
            "shop": shop.name,
        },
        link=site(booking.link.get_absolute_url()),
        topic=booking.topic,
    )
    if email:
        booking.log("email", by=by, email=email)
    return email


def print_paper(order, kind, *, language=None, paper=None):
    """The order's receipt, intake form or label as it stands now: made once for the same facts."""
    language = language or translation.get_language()
    facts, images = papers.facts_of(order, kind, language=language, paper=paper)
    return outbox.document(
        f"serviceorders/pdf/{kind}.html",
        name=f"{kind}-{order.number}.pdf",
        facts=facts,
        images=images,
        language=language,
        topic=order.topic,
    )


def _tell(order, slug, *, by, facts=None, link="", attachment=None):
    client = order.client
    tracking = order.tracking_link
    email = notices.send(
        slug,
        to=client.email,
        language=client.language,
        facts={
            "client": client.name,
            "number": order.number,
            "device": order.device,
            "shop": current_shop().name,
        }
        | (facts or {}),
        link=link or (site(tracking.get_absolute_url()) if tracking else ""),
        attachment=attachment,
        topic=order.topic,
    )
    if email:
        order.log("email", by=by, email=email, document=attachment)
    return email


def _day(moment):
    return date_format(moment.astimezone(current_shop().zone), "DATE_FORMAT")
