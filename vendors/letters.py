"""What homeowners and vendors are told by e-mail, each a row of the transaction that gave the reason."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core import notices, outbox
from config.core.models import Email
from config.core.models.shop import current_shop
from config.core.notices import Notice
from vendors import visits

FACTS = ("name", "number", "address", "issues", "shop")
UNSEEN = (
    "number",
    "shop",
)  # before a person has looked: an address that a stranger typed gets none of their words
A_DAY = 3  # such letters to one address
MOST_PHOTOS = 10  # of an e-mail; the vendor's page shows them all

NOTICES = [
    Notice(
        slug="request-submitted",
        label=gettext_lazy("Service request received"),
        subject=gettext_lazy("We have your request {number}"),
        body=gettext_lazy(
            "Hello,\n\nthank you for telling us. Your request has the number {number}. "
            "You can follow it at any time on the page below; it needs no login.\n\n{shop}"
        ),
        button=gettext_lazy("Follow your request"),
        placeholders=UNSEEN,
    ),
    Notice(
        slug="request-in_review",
        label=gettext_lazy("Service request in review"),
        subject=gettext_lazy("We are looking at your request {number}"),
        body=gettext_lazy(
            "Hello,\n\nwe are looking at what you reported and will find the right people for it.\n\n{shop}"
        ),
        button=gettext_lazy("Follow your request"),
        placeholders=UNSEEN,
    ),
    Notice(
        slug="request-in_progress",
        label=gettext_lazy("Service request in progress"),
        subject=gettext_lazy("Your request {number} is being worked on"),
        body=gettext_lazy(
            "Hello {name},\n\nwe have asked our partners to take care of what you reported for {address}. They will "
            "agree a time with you.\n\n{shop}"
        ),
        button=gettext_lazy("Follow your request"),
        placeholders=FACTS,
    ),
    Notice(
        slug="request-resolved",
        label=gettext_lazy("Service request resolved"),
        subject=gettext_lazy("Is all fixed? Your request {number}"),
        body=gettext_lazy(
            "Hello {name},\n\nas far as we know everything you reported for {address} is done. Please tell us on the page "
            "below whether it is fixed.\n\n{shop}"
        ),
        button=gettext_lazy("Yes or no"),
        placeholders=FACTS,
    ),
    Notice(
        slug="request-closed",
        label=gettext_lazy("Service request closed"),
        subject=gettext_lazy("Your request {number} is closed"),
        body=gettext_lazy("Hello {name},\n\nwe have closed your request for {address}.\n\n{shop}"),
        button=gettext_lazy("See your request"),
        placeholders=FACTS,
    ),
    Notice(
        slug="request-not-covered",
        label=gettext_lazy("Issue not covered by the warranty"),
        subject=gettext_lazy("About your request {number}"),
        body=gettext_lazy(
            "Hello {name},\n\nyou reported for {address}:\n\n{issue}\n\nThis is not covered by the warranty:\n\n{reason}\n\n{shop}"
        ),
        button=gettext_lazy("See your request"),
        placeholders=(*FACTS, "issue", "reason"),
    ),
]


def site(path):
    return settings.SITE_URL + path


# To homeowners


def request_received(request, *, by):
    return _tell(request, "request-submitted", by=by)


def request_moved(request, *, by):
    return _tell(request, f"request-{request.status}", by=by)


def not_covered(request, issue, *, by):
    return _tell(
        request,
        "request-not-covered",
        by=by,
        facts={"issue": issue.description, "reason": issue.not_covered},
    )


def _tell(request, slug, *, by, facts=None):
    if slug in ("request-submitted", "request-in_review") and _told_enough(request, slug):
        return None
    link = request.link
    email = notices.send(
        slug,
        to=request.email,
        language=request.language,
        facts={
            "name": request.name,
            "number": request.number,
            "address": str(request.home),
            "issues": "\n".join(f"– {issue}" for issue in request.issues.all()),
            "shop": current_shop().name,
        }
        | (facts or {}),
        link=site(link.get_absolute_url()) if link else site("/"),
        topic=request.topic,
    )
    if email:
        request.log("email", by=by, email=email)
    return email


def _told_enough(request, slug):
    """Whether letters that a stranger's form sets off have gone to this address often enough today."""
    day_ago = timezone.now() - timedelta(days=1)
    told = Email.objects.filter(to=request.email, kind=slug, queued_at__gt=day_ago).count()
    return told >= A_DAY and request.history.filter(action="opened", by=None).exists()


# To vendors: what they need, and never an internal note


def dispatched(order, *, by):
    """The job with its description, the chosen photos and the vendor's page; the answer comes back by mail."""
    with translation.override(order.vendor.language):
        subject = _("%(number)s: %(title)s") % {"number": order.number, "title": order.title}
        opening = _(
            "please take care of this for us, and answer this e-mail with a date that suits you."
        )
        return _write(order, "vendor-order", subject, opening, by=by, with_photos=True)


def reminded(order, *, by):
    """The vendor has not answered."""
    with translation.override(order.vendor.language):
        subject = _("Reminder: %(number)s, %(title)s") % {
            "number": order.number,
            "title": order.title,
        }
        opening = _("we have not heard from you about this yet. Which date suits you?")
        return _write(order, "vendor-reminder", subject, opening, by=by)


def announced(order, *, by):
    """The day before, with an entry for the vendor's calendar."""
    with translation.override(order.vendor.language):
        subject = _("Tomorrow: %(number)s, %(title)s") % {
            "number": order.number,
            "title": order.title,
        }
        opening = _("this is agreed for %s.") % moment(order.scheduled_at)
        entry = visits.stored(order)
        return _write(order, "vendor-tomorrow", subject, opening, by=by, files=[entry])


def asked_done(order, *, by):
    """The day after."""
    with translation.override(order.vendor.language):
        subject = _("Is it done? %(number)s, %(title)s") % {
            "number": order.number,
            "title": order.title,
        }
        opening = _(
            "this was agreed for %s. Please tell us on the page below, or by answering, whether it is done."
        ) % (moment(order.scheduled_at))
        return _write(order, "vendor-done", subject, opening, by=by)


def reopened(order, *, by):
    """It was not done after all."""
    with translation.override(order.vendor.language):
        subject = _("Not done yet: %(number)s, %(title)s") % {
            "number": order.number,
            "title": order.title,
        }
        opening = _("this needs another visit, please. Which date suits you?")
        return _write(order, "vendor-reopened", subject, opening, by=by)


def called_off(order, *, by):
    """The vendor is not to come. What has not left yet is withdrawn."""
    if order.vendor is None:
        return None
    withdrawn = outbox.withdraw(
        Email.objects.filter(topic=order.topic, kind__startswith="vendor-", to=order.vendor.email)
    )
    told = Email.objects.filter(topic=order.topic, kind="vendor-order", to=order.vendor.email)
    if withdrawn and not told.exclude(state=Email.State.WITHDRAWN).exists():
        return None  # they never heard of it
    with translation.override(order.vendor.language):
        subject = _("Called off: %(number)s, %(title)s") % {
            "number": order.number,
            "title": order.title,
        }
        text = "\n\n".join(
            [
                _("Hello %s,") % (order.vendor.contact_name or order.vendor.company),
                _("please do not come for this: it has been called off."),
                current_shop().name,
            ]
        )
    return _send(order, "vendor-called-off", subject, text, by=by)


def _write(order, kind, subject, opening, *, by, with_photos=False, files=()):
    request = order.request
    place = request.home
    parts = [
        _("Hello %s,") % (order.vendor.contact_name or order.vendor.company),
        opening,
        f"{order.title}\n{order.description}",
        order.scope,
        _("Where: %s") % place.address.replace("\n", ", "),
        _("Contact on site: %s")
        % " · ".join(filter(None, [request.name, str(request.phone or "")])),
        current_shop().name,
    ]
    link = order.link
    photos = list(order.photos.order_by("pk")[:MOST_PHOTOS]) if with_photos else []
    return _send(
        order,
        kind,
        subject,
        "\n\n".join(part for part in parts if part.strip()),
        by=by,
        button=(_("Full details and photos"), site(link.get_absolute_url())) if link else None,
        files=[
            *files,
            *((f"photo-{nth}.jpg", photo.thumb.name) for nth, photo in enumerate(photos, 1)),
        ],
    )


def _send(order, kind, subject, text, *, by, button=None, files=()):
    email = outbox.email(
        kind=kind,
        to=order.vendor.email,
        subject=subject,
        text=text,
        language=order.vendor.language,
        button=button,
        reply_to=reply_to(order),
        files=files,
        topic=order.topic,
    )
    order.log("email", by=by, email=email)
    return email


# To the desk


def told_desk(order, *, why, suggestion, by):
    """A vendor declined or keeps silent: the shop's own address hears of it, where there is one."""
    shop = current_shop()
    if not shop.email:
        return None
    with translation.override(shop.language):
        subject = _("%(vendor)s, %(number)s: %(why)s") % {
            "vendor": order.vendor,
            "number": order.number,
            "why": why,
        }
        parts = [f"{order.number}: {order.title}", f"{order.vendor}: {why}", order.response_note]
        button = (_("Open the order"), site(order.get_absolute_url()))
    email = outbox.email(
        kind="desk-escalated",
        to=shop.email,
        subject=subject,
        text="\n\n".join(part for part in [*parts, suggestion] if part.strip()),
        language=shop.language,
        button=button,
        topic=order.topic,
    )
    order.log("email", by=by, email=email)
    return email


def reply_to(order):
    """The address that brings an answer back to this order; the shop's own where no mailbox is set up."""
    address = order.reply_address
    if address is None or not settings.REPLY_ADDRESS:
        return ""
    name, at, domain = settings.REPLY_ADDRESS.partition("@")
    return f"{name}+{address.token}{at}{domain}"


def moment(value):
    return date_format(timezone.localtime(value), "DATETIME_FORMAT")
