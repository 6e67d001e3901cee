"""A sealed order, and one that waits for its approver, stays as it is whatever is sent to whichever of its addresses."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from config.core import workflow
from config.core.images import clean_photo
from warehouse.models import Merchant, Product, StockLevel, Unit
from warehouse.tests.shelves import put
from workorders.models import Task, TaskDocument, TaskPhoto, WorkOrder, WorkOrderAsset, WorkTime
from workorders.services import parts, tasks
from workorders.services.approvals import decide, sign
from workorders.urls import orders, planning

PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
OPEN = {"order_step", "order_note", "correct_resolution"}  # meant for sealed orders too
READ = {
    "order", "order_stream", "print", "pdf", "certificate", "task", "task_photo", "task_document", "signature",
}  # fmt: skip
OF_THE_APPROVER = {"decide"}
ROUTES = {
    each.name: str(each.pattern)
    for each in [*orders.urlpatterns, *planning.urlpatterns]
    if "<work_order:number>" in str(each.pattern)
}
POSTED = sorted(set(ROUTES) - OPEN - READ - OF_THE_APPROVER)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture():
    data = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(data, "JPEG")
    return SimpleUploadedFile("p.jpg", data.getvalue(), "image/jpeg")


@pytest.fixture
def done(make_work, press, technician, manager):
    """An order with something of everything that a seal covers."""
    order = make_work(
        press, kind="approval", assignee=technician, approver=manager, planned_start=timezone.now()
    )
    belt = Product.objects.create(
        sku="BELT", name="Belt", cost=Decimal(4),
        unit=Unit.objects.get(code="pcs"), merchant=Merchant.objects.get(code="OWN"),
    )  # fmt: skip
    put(belt, 10, "A-01", by=manager)
    parts.add_part(order, belt, Decimal(2), by=technician)
    parts.reserve_parts(order, by=technician)
    parts.add_part(order, belt, Decimal(1), by=technician)
    tick, number, seen = order.tasks.order_by("place")
    tasks.answer(tick, by=technician)
    tasks.answer(number, by=technician, number=Decimal(5))
    tasks.add_photos(seen, [clean_photo(picture())], by=technician)
    now = timezone.now()
    tasks.add_time(
        order, by=technician, who=technician, started_at=now - timedelta(hours=1), ended_at=now
    )
    return WorkOrder.objects.get(pk=order.pk)


@pytest.fixture(params=["approved", "skipped", "waiting"])
def sealed(request, done, technician, manager):
    if request.param == "skipped":
        return workflow.take_step(done, "skip", by=manager, note="The press is gone")
    round = sign(done, by=technician, name="Dana")
    if request.param == "approved":
        decide(round, by=manager, approved=True, name="Maya")
    return WorkOrder.objects.get(pk=done.pk)


def rows(order):
    """All that the order is made of, as it stands in the database."""
    kept = [
        WorkOrder.objects.filter(pk=order.pk),
        WorkOrderAsset.objects.filter(order=order),
        Task.objects.filter(order=order).order_by("pk"),
        TaskPhoto.objects.filter(task__order=order).order_by("pk"),
        TaskDocument.objects.filter(task__order=order).order_by("pk"),
        WorkTime.objects.filter(order=order).order_by("pk"),
        order.parts.order_by("pk"),
        order.rounds.order_by("pk"),
        order.tags.all(),
        StockLevel.objects.order_by("pk"),
    ]
    return [serializers.serialize("json", each) for each in kept]


def address_of(name, order):
    """With the key of a row of the order, where the address names one."""
    known = {
        "parts/<": order.parts.order_by("pk"),  # the first one is held
        "tasks/<": order.tasks.order_by("-pk"),
        "photos/<": TaskPhoto.objects.filter(task__order=order),
    }
    keys = [found.first().pk for part, found in known.items() if part in ROUTES[name]]
    return reverse(f"workorders:{name}", args=[order.number, *keys])


def anything(order, technician):
    """What every form of the order could ask for."""
    return {
        "title": "Another", "kind": "repair", "priority": "urgent", "assets": [order.asset.pk], "version": order.version,
        "text": "Another", "number": "7", "notes": "Another", "reason": "Another", "closing_notes": "Another",
        "name": "Mallory", "verdict": "sent_back", "comment": "Another", "do": "start", "move": "up",
        "sku": "BELT", "quantity": "1", "unit_cost": "1", "answer_kind": "tick", "minutes": "5",
        "who": technician.pk, "started_at": "2026-11-02T08:00", "date": "2027-02-01", "seen": order.version,
        "template": order.template.template_id, "photos": picture(),
        "document": SimpleUploadedFile("manual.pdf", PAPER, "application/pdf"),
    }  # fmt: skip


def test_no_address_changes_it(client, sealed, technician, dispatcher):
    client.force_login(dispatcher)  # who may plan and do
    before = rows(sealed)
    for name in POSTED:
        answer = client.post(address_of(name, sealed), anything(sealed, technician))
        assert answer.status_code < 500, name
        assert rows(sealed) == before, name


def test_before_that_the_same_change_it(client, done, technician, dispatcher):
    client.force_login(dispatcher)
    before, unchanged = rows(done), set()
    for name in POSTED:
        with transaction.atomic():
            client.post(address_of(name, done), anything(done, technician))
            if rows(done) == before:
                unchanged.add(name)
            transaction.set_rollback(True)
    assert unchanged == {"remove_task"}  # all of its tasks are answered
