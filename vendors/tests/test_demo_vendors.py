"""The warranty desk of the demo company: every status and answer, drafts that wait, mail to sort."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.core import doctor
from config.core.models import Email
from vendors.figures import with_rework
from vendors.models import (
    Drafting,
    DraftProposal,
    Issue,
    IssuePhoto,
    Message,
    Property,
    ServiceRequest,
    ServiceRequestHistory,
    Vendor,
    VendorPhoto,
    VendorWorkOrder,
    VendorWorkOrderHistory,
)
from vendors.services.engines import decided_examples
from vendors.states import Decision, MessageKind, RequestStatus, Response, Status

pytestmark = pytest.mark.long_file


def values(model, field):
    return set(model.objects.values_list(field, flat=True))


def test_the_demo_has_every_status_and_every_answer_of_a_vendor(demo_company):
    assert values(ServiceRequest, "status") == set(RequestStatus)
    assert values(VendorWorkOrder, "status") == set(Status)
    assert values(VendorWorkOrder, "response") == set(Response)
    assert VendorWorkOrder.objects.late().exists()
    assert VendorWorkOrder.objects.filter(has_news=True, wished_at__isnull=False).exists()
    assert VendorWorkOrder.objects.filter(scheduled_at__gt=timezone.now()).exists()
    assert any(order.is_rework for order in with_rework(VendorWorkOrder.objects.open()))
    assert ServiceRequest.objects.with_progress().filter(orders_done=1, orders_all=3).exists()
    assert {"reminded", "escalated", "auto", "bounce", "reply", "recall", "reopen"} <= values(
        VendorWorkOrderHistory, "action"
    )


def test_drafts_wait_and_decided_ones_are_examples(demo_company):
    drafts = DraftProposal.objects.all()

    assert drafts.filter(decision=Decision.PENDING).count() >= 3
    assert {"accepted", "edited", "rejected"} <= values(DraftProposal, "decision")
    assert len(decided_examples()) > 20
    assert Issue.objects.exclude(parts=None).exists()
    assert Issue.objects.exclude(not_covered_at=None).exists()
    submitted = ServiceRequest.objects.get(status=RequestStatus.SUBMITTED)
    assert Drafting.objects.get(state=Drafting.State.QUEUED).request == submitted


def test_mail_has_come_in_and_some_of_it_is_to_be_sorted(demo_company):
    assert Message.objects.in_the_inbox().count() == 2
    assert Message.objects.filter(order=None, handled_at__isnull=False).count() == 1
    assert Message.objects.filter(order__isnull=False, handled_by__isnull=False).count() == 1
    assert values(Message, "kind") == set(MessageKind)
    replies = Message.objects.filter(kind=MessageKind.REPLY, order__isnull=False)
    assert not replies.filter(text__contains="wrote:").exists()
    assert replies.filter(whole__contains="wrote:").exists()
    assert Email.objects.get(state=Email.State.BOUNCED).to == "ada@pestwise.exmaple"


def test_partners_are_of_every_sort(demo_company):
    today = timezone.localdate()
    warranty = {home.in_warranty(today) for home in Property.objects.all()}

    assert warranty == {True, False, None}
    assert len(values(Property, "community") - {""}) == 2
    assert Property.objects.filter(own=True).count() == 1
    assert Vendor.objects.filter(active=False).count() == 1
    assert Vendor.objects.filter(insured_until__lt=today).count() == 1
    assert Vendor.objects.filter(language="es").exists()


def test_its_history_is_in_order_and_its_photos_are_there(demo_company, settings):
    settings.MEDIA_ROOT = demo_company / "files"

    for model, dated in ((ServiceRequest, "submitted_at"), (VendorWorkOrder, "created_at")):
        numbers = list(
            model.objects.order_by(dated, "number_seq").values_list("number_seq", flat=True)
        )
        assert numbers == list(range(1, len(numbers) + 1))
    for model in (ServiceRequestHistory, VendorWorkOrderHistory):
        times = list(model.objects.order_by("pk").values_list("at", flat=True))
        assert times == sorted(times)
        assert times[-1] <= timezone.now()
        assert (times[-1] - times[0]).days > 100
    for request in ServiceRequest.objects.all():
        assert request.submitted_at - request.history.last().at < timedelta(minutes=1)
    for order in VendorWorkOrder.objects.all():
        assert order.created_at - order.history.last().at < timedelta(minutes=1)
    for photo in [*IssuePhoto.objects.all(), *VendorPhoto.objects.all()]:
        assert photo.image.storage.exists(photo.image.name)
    assert {name: found for name, found in doctor.examine(network=False) if found} == {}
