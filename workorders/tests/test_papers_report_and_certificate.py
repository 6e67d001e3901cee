"""The report tells all that was done and what it cost; the certificate what both signed, and its hashes."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from config.core import outbox, workflow
from config.core.images import clean_photo
from config.core.models import Document, Email
from workorders.models import ApprovalRound, WorkOrder
from workorders.services.approvals import decide, sign
from workorders.services.tasks import add_photos, add_time, answer, set_aside

pytestmark = pytest.mark.usefixtures("shop", "nobody_prints")


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def done(make_work, manager, technician, van):
    """A check of the van, answered, with a photo."""
    order = make_work(van, assignee=technician)
    tick, number, photo = order.tasks.all()
    answer(tick, by=technician, notes="Tight")
    answer(number, by=technician, number=Decimal(9))
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    add_photos(photo, [clean_photo(BytesIO(out.getvalue()))], by=technician)
    return workflow.take_step(order, "finish", by=manager)


@pytest.fixture
def approved(make_work, manager, technician):
    """Sent back once, then approved."""
    order = make_work(kind="approval", assignee=technician, approver=manager)
    order.tasks.update(required=False)
    decide(
        sign(order, by=technician, name="Dana W."),
        by=manager, approved=False, name="Maya", comment="Once more",
    )  # fmt: skip
    order = WorkOrder.objects.get(kind="approval")
    answer(order.tasks.get(title="Pressure"), by=technician, number=Decimal(5))
    decide(sign(order, by=technician, name="Dana W."), by=manager, approved=True, name="Maya O.")
    return WorkOrder.objects.get(kind="approval")


def test_the_report_tells_what_was_done(client, reader, done):
    client.force_login(reader)
    page = client.get(f"/work-orders/{done.number}/print/").content.decode()
    for words in (
        done.number, "Monthly check", "Van 2", "V-2", "Guards in place", "Tight", "9 bar",
        "out of range", "Dana Whitlock", "100 km", "10 h", "Labour", "Total", "Completed",
    ):  # fmt: skip
        assert words in page
    photo = done.tasks.get(answer_kind="photo").photos.get()
    assert f"/work-orders/{done.number}/photos/{photo.pk}/thumb.jpg" in page


def test_the_history_of_the_report_names_who_worked_and_not_who_was_written_to(
    client, reader, technician, manager, make_work
):
    order = make_work(assignee=technician)
    began = timezone.now() - timedelta(hours=1)
    for by in (technician, manager):
        add_time(
            order, by=by, who=technician, started_at=began, ended_at=began + timedelta(minutes=25)
        )
    order.log("signed", by=technician, note="Dana Whitlock")
    hush = Email.objects.create(to="x@example.org", subject="Hush", due_at=began)
    order.log("email", by=manager, email=hush)
    client.force_login(reader)
    page = client.get(f"/work-orders/{order.number}/print/").content.decode()
    assert "Dana Whitlock: 25 min" in page
    assert "Maya Okafor: Dana Whitlock: 25 min" in page
    assert "Dana Whitlock: Dana Whitlock" not in page
    assert "Hush" not in page


def test_what_was_skipped_says_why(client, reader, make_work, technician):
    order = make_work()
    set_aside(order.tasks.first(), by=technician, reason="No guard on this one")
    client.force_login(reader)
    page = client.get(f"/work-orders/{order.number}/print/").content.decode()
    assert "Skipped: No guard on this one" in page


def test_the_pdf_has_the_facts_of_the_page_and_is_made_once(client, reader, done):
    client.force_login(reader)
    for _time in range(2):
        assert client.get(f"/work-orders/{done.number}/pdf/").status_code == 202
    document = Document.objects.get()
    assert document.name == f"report-{done.number}.pdf"
    assert [task["title"] for task in document.facts["tasks"]] == [
        "Guards in place", "Pressure", "Picture",
    ]  # fmt: skip
    assert len(document.images) == 1


def test_the_certificate_has_both_signatures_and_the_hashes(client, reader, approved):
    client.force_login(reader)
    assert client.get(f"/work-orders/{approved.number}/certificate/").status_code == 202
    facts = Document.objects.get().facts
    round = ApprovalRound.objects.get(number=2)
    assert [each["name"] for each in facts["signed"]] == ["Dana W.", "Maya O."]
    assert (facts["digest"], facts["seal"]) == (round.digest, round.seal)
    assert facts["earlier"][0]["comment"] == "Once more"
    assert facts["content"]["tasks"][1]["answer"] == "5"


def test_without_an_approval_there_is_no_certificate(client, manager, approved, done):
    client.force_login(manager)
    assert client.get(f"/work-orders/{done.number}/certificate/").status_code == 404
    workflow.take_step(approved, "reopen", by=manager, note="Wrong asset")
    assert client.get(f"/work-orders/{approved.number}/certificate/").status_code == 404


def test_papers_become_pdfs(done, approved, django_capture_on_commit_callbacks):
    from workorders.papers import print_certificate, print_report

    for document in (
        print_report(done, language="en"),
        print_certificate(ApprovalRound.objects.get(number=2), language="de"),
    ):
        while outbox.work_once():
            pass
        printed = Document.objects.get(pk=document.pk)
        assert printed.is_ready, printed.error
        with printed.file.open() as file:
            assert file.read(5) == b"%PDF-"


def test_strangers_read_no_papers(client, stranger, done):
    client.force_login(stranger)
    for paper in ("print", "pdf", "certificate"):
        assert client.get(f"/work-orders/{done.number}/{paper}/").status_code == 403


@pytest.mark.parametrize("number", [2, 40])
def test_a_report_asks_as_much_for_two_tasks_as_for_forty(
    client, reader, make_work, django_assert_max_num_queries, number
):
    order = make_work()
    for nth in range(number):
        order.tasks.create(title=f"Task {nth}", place=10 + nth)
    client.force_login(reader)
    with django_assert_max_num_queries(13):
        client.get(f"/work-orders/{order.number}/print/")
