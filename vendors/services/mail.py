"""Mail that comes in: kept once, told apart, put where it belongs. Nothing is ever answered from here."""

from email.utils import parseaddr
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from config.core import live
from config.core.actors import CLOCK, VENDOR, Actor
from config.core.images import MB, BadDocument, BadPhoto, clean_document, clean_photo, display_name
from config.core.models import Email, User
from config.core.models.link import digest_of
from config.core.models.shop import current_shop
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from vendors.mail import (
    Letter,
    bounce_of,
    is_automatic,
    is_of_ours,
    offered_date,
    our_ids,
    read_letter,
)
from vendors.models import (
    Message,
    MessageFile,
    ReplyAddress,
    ServiceRequestHistory,
    VendorWorkOrder,
    VendorWorkOrderHistory,
)
from vendors.states import MessageKind, Status

MONTH_FIRST = {"US"}  # where 3/4 is the fourth of March
MOST_NOTE = 20_000  # characters of a mail shown in a history
ON_ITS_WAY = [Email.State.SENDING, Email.State.SENT, Email.State.DELIVERED]


def file_mail(raw: bytes) -> Message:
    """The mail in these bytes is kept and is where it belongs; the same one again changes nothing."""
    return file_letter(read_letter(raw))


def file_too_large(head: bytes, size: int) -> Message:
    """The head of a mail of so many bytes is kept, and says what is missing."""
    return file_letter(read_letter(head, trouble=f"{size // MB} MB"))


def set_aside(raw: bytes, *, reason: str) -> Message:
    """What can be read of a mail that could not be filed waits in the inbox, whoever it was sent to."""
    letter = read_letter(raw, trouble=reason)
    facts = {"kind": MessageKind.UNKNOWN} | _facts_of(letter)
    return Message.objects.get_or_create(digest=letter.digest, defaults=facts)[0]


def file_letter(letter: Letter) -> Message:
    """The letter is kept, once, with its files, and its order knows of it."""
    known = Message.objects.filter(digest=letter.digest).first()
    if known:
        return known
    shop = current_shop()
    with translation.override(shop.language), timezone.override(shop.zone):
        return _file(letter, _clean_files(letter))


@in_one_go
def _file(letter, files):
    message, is_new = Message.objects.get_or_create(
        digest=letter.digest, defaults=_facts_of(letter) | _place(letter)
    )
    if is_new:
        for file in files:
            MessageFile.objects.create(message=message, **file)
        _tell(message, letter)
        live.publish("vendors")
    return message


def _facts_of(letter):
    return {
        "message_id": letter.message_id,
        "sender": letter.sender,
        "sender_name": letter.sender_name,
        "to": letter.to,
        "subject": letter.subject,
        "text": _text_of(letter.text, letter),
        "whole": _text_of(letter.whole, letter),
        "sent_at": letter.sent_at,
    }


# Where it belongs


def _place(letter):
    """What kind it is, the order and the e-mail it belongs to, and whether anybody need look at it."""
    order = _order_of_tokens(letter)
    if is_of_ours(letter, _our_addresses()) or _is_a_letter_of_ours(letter):
        return {"kind": MessageKind.AUTO, "order": order, "handled_at": timezone.now()}
    if bounce := bounce_of(letter):
        email = _email_named(letter)
        order = _order_of(email) or order
        return {
            "kind": MessageKind.BOUNCE if bounce.for_good else MessageKind.AUTO,
            "order": order,
            "email": email,
            "handled_at": timezone.now() if email and not order else None,
        }
    if is_automatic(letter):
        return {"kind": MessageKind.AUTO, "order": order or _order_of(_email_named(letter))}
    return {"kind": MessageKind.REPLY if order else MessageKind.UNKNOWN, "order": order}


def _order_of_tokens(letter):
    """The order of a reply address, a dead one as well: an answer that comes late is an answer all the same."""
    found = {address.digest: address.order for address in _reply_addresses(letter)}
    return next((found[each] for each in map(digest_of, letter.tokens) if each in found), None)


def _reply_addresses(letter):
    digests = [digest_of(token) for token in letter.tokens]
    return ReplyAddress.objects.filter(digest__in=digests).select_related("order")


def _our_addresses():
    return [
        parseaddr(address)[1]
        for address in (settings.DEFAULT_FROM_EMAIL, settings.REPLY_ADDRESS)
        if address
    ]


def _is_a_letter_of_ours(letter):
    """Whether it is one of our own e-mails, come back as it was sent."""
    return any(letter.message_id == each.message_id for each in _emails_named(letter))


def _email_named(letter):
    """The e-mail of ours whose Message-ID stands in the letter, or None."""
    return next(iter(_emails_named(letter)), None)


def email_named_in(text: str) -> Email | None:
    """The e-mail of ours whose Message-ID stands somewhere in the text."""
    return next(iter(_with_ids(our_ids(text.encode()))), None)


def _emails_named(letter):
    return _with_ids(letter.our_ids)


def _with_ids(ids):
    """Those whose whole Message-ID is right: the key alone could be guessed."""
    return [each for each in Email.objects.filter(pk__in=ids) if each.message_id == ids[each.pk]]


def _order_of(email):
    if email is None:
        return None
    entry = VendorWorkOrderHistory.objects.filter(email=email).select_related("order").first()
    return entry and entry.order


# What follows


def _tell(message, letter):
    """Its order, or the e-mail that came back, knows of it."""
    if message.kind == MessageKind.REPLY:
        _take_reply(message, is_current=_reply_addresses(letter).filter(revoked_at=None).exists())
    elif message.kind == MessageKind.BOUNCE:
        _take_bounce(message, bounce_of(letter).reason)
    elif message.kind == MessageKind.AUTO and message.order and not message.handled_at:
        message.order.log("auto", by=VENDOR, note=message.text[:MOST_NOTE], message=message)
        live.publish(message.order.topic)


def _take_reply(message, *, is_current):
    """The answer stands in the history, and the desk is told; no status moves by it.

    ``is_current``: it is from the vendor who has the job, not from one before.
    """
    order = VendorWorkOrder.objects.select_for_update().get(pk=message.order_id)
    now = timezone.localtime()
    order.has_news = True
    if is_current and order.status == Status.IN_PROGRESS:
        order.answered_at = order.answered_at or now
        order.wished_at = _date_in(message.text, now) or order.wished_at
    order.save()
    order.log("reply", by=_writer(message), note=message.text[:MOST_NOTE], message=message)
    live.publish(order.topic, "vendors")


def _date_in(text, now):
    day_first = settings.PHONENUMBER_DEFAULT_REGION not in MONTH_FIRST
    return offered_date(text, now=now, day_first=day_first)


def _writer(message):
    """The vendor; or, where the sender is not the address we know of them, whoever it says it is."""
    vendor = message.order.vendor
    if vendor and vendor.email.lower() == message.sender.lower():
        return VENDOR
    return Actor("vendor", (_("unverified sender: %s") % message.sender)[:70])


def _take_bounce(message, reason):
    """The e-mail did not arrive, and whoever relied on it sees that."""
    if message.email:
        mark_bounced(message.email, reason, message=message)
    elif message.order:
        _log_bounce(message.order, reason, message=message)


@in_one_go
def mark_bounced(email: Email, reason: str, *, message: Message | None = None) -> None:
    """The e-mail came back for this reason, and the history of its order or request says so."""
    Email.objects.filter(pk=email.pk, state__in=ON_ITS_WAY).update(
        state=Email.State.BOUNCED, error=reason, lease_until=None
    )
    if order := _order_of(email):
        _log_bounce(order, reason, message=message)
        return
    told = ServiceRequestHistory.objects.filter(email=email).select_related("request").first()
    if told:
        note = _("The e-mail to %(to)s came back: %(reason)s") % {"to": email.to, "reason": reason}
        told.request.log("bounce", by=CLOCK, note=note)
        live.publish(told.request.topic, "vendors")
    elif email.topic:
        live.publish(email.topic)


def mark_delivered(email: Email) -> None:
    """The vendor's or homeowner's mail server has it."""
    here = Email.objects.filter(pk=email.pk, state=Email.State.SENT)
    if here.update(state=Email.State.DELIVERED) and email.topic:
        live.publish(email.topic)


def _log_bounce(order, reason, *, message):
    VendorWorkOrder.objects.filter(pk=order.pk).update(has_news=True)
    order.log("bounce", by=CLOCK, note=reason, message=message)
    live.publish(order.topic, "vendors")


# Files


def _clean_files(letter):
    """Pictures of our own making and whole PDFs; what is neither is only named."""
    kept = []
    for file in letter.files:
        try:
            kept.append(_clean_file(file))
        except (BadPhoto, BadDocument):
            letter.not_kept.append(file.name)
    return kept


def _clean_file(file):
    upload = BytesIO(file.data)
    name = display_name(file.name)
    if file.content_type == "application/pdf":
        data = clean_document(upload).data
    else:
        data = clean_photo(upload).data
        name = f"{name.rpartition('.')[0] or name}.jpg"[-120:]
    return {"name": name, "content_type": file.content_type, "file": ContentFile(data, name=name)}


def _text_of(text, letter):
    """What could not be read, the words, and what was not kept."""
    told = [text]
    if letter.trouble:
        told.insert(0, _("[Only its beginning could be read: %s]") % letter.trouble)
    if letter.not_kept:
        names = ", ".join(display_name(name) for name in letter.not_kept)
        told.append(_("[Not kept: %s]") % names)
    return "\n\n".join(filter(None, told))


# The inbox


@in_one_go
def assign_message(message: Message, *, by: User, order: VendorWorkOrder) -> Message:
    """The mail is an answer about this order. Raises Refused where it belongs to one already."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.order_id:
        raise Refused(_("It belongs to %s already.") % message.order)
    message.order, message.kind = order, MessageKind.REPLY
    message.handled_at, message.handled_by = timezone.now(), by
    message.save()
    _take_reply(message, is_current=True)
    return message


@in_one_go
def handle_message(message: Message, *, by: User) -> None:
    """Somebody has dealt with it."""
    Message.objects.filter(pk=message.pk, handled_at=None).update(
        handled_at=timezone.now(), handled_by=by
    )
    live.publish("vendors")


@in_one_go
def put_back(message: Message) -> None:
    """It waits in the inbox again. Raises Refused for mail that belongs to an order."""
    waiting = Message.objects.filter(pk=message.pk, order=None)
    if not waiting.update(handled_at=None, handled_by=None):
        raise Refused(_("It belongs to %s already.") % message.order)
    live.publish("vendors")
