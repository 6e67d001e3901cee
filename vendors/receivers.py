"""What mail services tell us by webhook: mail that came in, and how ours fared."""

from anymail.signals import EventType, inbound, tracking
from django.dispatch import receiver

from vendors import services

CAME_BACK = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED, EventType.COMPLAINED}


@receiver(inbound, dispatch_uid="mail")
def take_mail(event, **_rest):
    """Filed as if it had been read from the mailbox, once however often it is told."""
    message = event.message
    if message.envelope_recipient:
        message["Delivered-To"] = message.envelope_recipient
    services.file_mail(message.as_bytes())


@receiver(tracking, dispatch_uid="fate")
def note_fate(event, **_rest):
    """The e-mail is delivered, or came back with a reason; events about mail of others are passed over."""
    email = services.email_named_in(str(event.esp_event))
    if email is None:
        return
    if event.event_type == EventType.DELIVERED:
        services.mark_delivered(email)
    elif event.event_type in CAME_BACK:
        reason = event.mta_response or event.description or event.reject_reason or event.event_type
        services.mark_bounced(email, f"{email.to}: {reason}"[:1000])
