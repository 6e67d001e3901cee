"""What the desk does with an order while a vendor has it."""

from django.utils.translation import gettext as _

from config.core import live, outbox, workflow
from config.core.models import Email, User
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from vendors.models import Vendor, VendorWorkOrder
from vendors.services.orders import change_order
from vendors.states import Status

LOST = [Email.State.FAILED, Email.State.BOUNCED]
SENT_AND_LOST = [Email.State.SENT, *LOST]


@in_one_go
def pass_to(order: VendorWorkOrder, vendor: Vendor, *, by: User) -> VendorWorkOrder:
    """It is called off with the vendor who has it, and a draft again for this one.

    Raises Refused for a vendor who gets no more work; StepRefused where nobody has the job.
    """
    if not vendor.active:
        raise Refused(_("%s gets no more work from us.") % vendor)
    note = _("For another vendor: %s") % vendor
    order = workflow.take_step(order, "recall", by=by, note=note)
    return change_order(order, by=by, seen_version=order.version, vendor=vendor)


@in_one_go
def add_note(order: VendorWorkOrder, *, by: User, note: str) -> None:
    """The history has a note, which no vendor ever reads."""
    order.log("note", by=by, note=note)
    live.publish(order.topic)


@in_one_go
def resend_email(order: VendorWorkOrder, email: Email, *, by: User) -> None:
    """The e-mail is in the queue again, under the same Message-ID; after one that was lost the ladder starts again.

    Raises Refused where it would only confuse.
    """
    order.lock_first()
    order = VendorWorkOrder.objects.select_for_update().get(pk=order.pk)
    email = Email.objects.select_for_update().get(pk=email.pk)
    if refusal := why_not_resend(order, email):
        raise Refused(refusal)
    if email.state in LOST:
        order.nudged_at = order.escalated_at = None
        order.save(update_fields=["nudged_at", "escalated_at", "updated_at"])
    outbox.resend(email)
    order.log("resent", by=by, note=str(email))
    live.publish(order.topic)


def why_not_resend(order: VendorWorkOrder, email: Email) -> str:
    """A sentence for an e-mail that is not sent again, or nothing for one that may be."""
    if order.status != Status.IN_PROGRESS:
        return _("%(order)s is %(status)s.") % {
            "order": order,
            "status": order.get_status_display(),
        }
    if email.state not in SENT_AND_LOST:
        return _("It is %s: there is nothing to send again.") % email.get_state_display()
    if order.sent_at is None or email.queued_at < order.sent_at:
        return _("It is of an earlier time: its link no longer works.")
    if email.to != order.vendor.email:
        return _("The vendor’s e-mail is now %s: recall the order and send it again.") % (
            order.vendor.email
        )
    return ""
