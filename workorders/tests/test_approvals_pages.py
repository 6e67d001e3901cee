"""The executor signs on one page, the approver decides on another or from outside; opening a page changes nothing."""

import base64
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from workorders.models import ApprovalRound, Signature, SignOffLink, WorkOrder
from workorders.services.approvals import decide, sign
from workorders.services.orders import change_order
from workorders.services.tasks import add_photos, answer


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def approval(make_work, technician, manager):
    """Done by the technician, to be approved by the manager; its required tasks are answered."""
    order = make_work(kind="approval", assignee=technician, approver=manager)
    for task in order.tasks.all():
        if task.answer_kind == "tick":
            answer(task, by=technician)
        if task.answer_kind == "number":
            answer(task, by=technician, number=5)
    return WorkOrder.objects.get(pk=order.pk)


@pytest.fixture
def from_outside(approval, technician, manager):
    """Signed by the technician; the approver has no login. Answers the address of their page."""
    change_order(
        approval, by=manager, approver=None, approver_name="Ivo", approver_email="ivo@example.org"
    )
    sign(approval, by=technician, name="Dana Whitlock")
    return f"/approve/{SignOffLink.objects.get().token}/"


def drawing():
    out = BytesIO()
    Image.new("RGBA", (60, 30), (0, 0, 0, 255)).save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def text_of(answer):
    return answer.content.decode()


def test_the_executor_signs_by_name_and_hand(client, approval, technician, manager):
    client.force_login(technician)
    page = text_of(client.get(f"/work-orders/{approval.number}/sign/"))
    assert "Guards in place" in page
    assert "Dana Whitlock" in page
    answer = client.post(
        f"/work-orders/{approval.number}/sign/", {"name": "Dana W.", "drawing": drawing()}
    )
    assert answer.headers["Location"] == approval.get_absolute_url()
    round = ApprovalRound.objects.get()
    assert (round.executor, round.executor_name, round.verdict) == (
        technician,
        "Dana W.",
        "waiting",
    )
    drawn = round.signatures.get()
    assert not drawn.is_approver
    answer = client.get(f"/work-orders/{approval.number}/signatures/{drawn.pk}.jpg")
    assert answer.headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": " "}, "Type the name"),
        ({"name": "Dana", "drawing": "data:image/svg+xml,<svg/>"}, "draw it again"),
        ({"name": "Dana", "drawing": "data:image/png;base64,AAAA"}, "not a photo"),
        ({"name": "Dana", "drawing": "data:image/png;base64," + "A" * 800_000}, "draw it again"),
    ],
)
def test_what_is_no_signature_is_refused_in_words(client, approval, technician, typed, words):
    client.force_login(technician)
    answer = client.post(f"/work-orders/{approval.number}/sign/", typed)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not ApprovalRound.objects.exists()


def test_open_tasks_stand_in_the_way_of_signing(client, make_work, technician, manager):
    order = make_work(kind="approval", assignee=technician, approver=manager)
    client.force_login(technician)
    answer = client.post(f"/work-orders/{order.number}/sign/", {"name": "Dana"})
    assert answer.status_code == 422
    assert "not answered yet" in text_of(answer)


def test_an_order_of_another_type_needs_no_signature(client, make_work, technician):
    order = make_work()
    client.force_login(technician)
    page = text_of(client.get(f"/work-orders/{order.number}/sign/"))
    assert "needs no sign-off" in page
    assert 'name="name"' not in page


def test_the_approver_approves_and_the_order_is_completed(client, approval, technician, manager):
    sign(approval, by=technician, name="Dana")
    client.force_login(manager)
    page = text_of(client.get(f"/work-orders/{approval.number}/decide/"))
    assert "Guards in place" in page
    assert WorkOrder.objects.get().status == "pending_approval"
    client.post(
        f"/work-orders/{approval.number}/decide/",
        {"verdict": "approved", "name": "Maya", "drawing": drawing()},
    )
    assert WorkOrder.objects.get().status == "completed"
    assert Signature.objects.get().is_approver


def test_sent_back_it_says_what_is_missing(client, approval, technician, manager):
    sign(approval, by=technician, name="Dana")
    client.force_login(manager)
    page = f"/work-orders/{approval.number}/decide/"
    answer = client.post(page, {"verdict": "sent_back", "name": "Maya", "comment": " "})
    assert answer.status_code == 422
    assert "Say what is missing" in text_of(answer)
    client.post(page, {"verdict": "sent_back", "name": "Maya", "comment": "Pressure again"})
    assert WorkOrder.objects.get().status == "in_progress"
    client.force_login(technician)
    assert "Pressure again" in text_of(client.get(f"/work-orders/{approval.number}/sign/"))


def test_nobody_else_decides(client, approval, technician, manager, reader, dispatcher):
    sign(approval, by=technician, name="Dana")
    page = f"/work-orders/{approval.number}/decide/"
    for person in (technician, reader, dispatcher):
        client.force_login(person)
        assert client.post(page, {"verdict": "approved", "name": "x"}).status_code == 403
    change = ApprovalRound.objects.get()
    other = type(manager).objects.create_user("olga", "olga@example.org", "a-long-password")
    other.groups.set(manager.groups.all())
    client.force_login(other)
    assert "for Maya Okafor to approve" in text_of(client.get(page))
    answer = client.post(page, {"verdict": "approved", "name": "Olga"})
    assert answer.status_code == 422
    assert ApprovalRound.objects.get().verdict == change.verdict == "waiting"


def test_whoever_only_reads_does_not_sign(client, approval, reader):
    client.force_login(reader)
    assert client.post(f"/work-orders/{approval.number}/sign/", {"name": "R"}).status_code == 403


def test_each_sees_what_waits_for_them(client, approval, technician, manager):
    client.force_login(technician)
    assert f"/work-orders/{approval.number}/sign/" in text_of(client.get("/approvals/"))
    round = sign(approval, by=technician, name="Dana")
    assert "Asked of others" in text_of(client.get("/approvals/"))
    client.force_login(manager)
    assert f"/work-orders/{approval.number}/decide/" in text_of(client.get("/approvals/"))
    decide(round, by=manager, approved=True, name="Maya")
    page = text_of(client.get("/approvals/"))
    assert "Nothing waits for you" in page
    assert "Decided lately" in page


@pytest.mark.parametrize("number", [2, 20])
def test_the_page_asks_as_much_for_two_as_for_twenty(
    client, make_work, technician, manager, django_assert_max_num_queries, number
):
    for _nth in range(number):
        order = make_work(kind="approval", assignee=technician, approver=manager)
        order.tasks.update(required=False)
        sign(order, by=technician, name="Dana")
    client.force_login(manager)
    with django_assert_max_num_queries(10):
        client.get("/approvals/")


# From outside


def test_opening_the_link_changes_nothing(client, from_outside):
    before = list(SignOffLink.objects.values())
    page = text_of(client.get(from_outside))
    assert "Guards in place" in page
    assert "Dana Whitlock" in page
    client.head(from_outside)
    assert list(SignOffLink.objects.values()) == before
    assert WorkOrder.objects.get().status == "pending_approval"


def test_an_approver_from_outside_approves(client, from_outside):
    answer = client.post(from_outside, {"verdict": "approved", "name": "Ivo", "drawing": drawing()})
    assert answer.headers["Location"] == from_outside
    assert WorkOrder.objects.get().status == "completed"
    round = ApprovalRound.objects.get()
    assert (round.approver_name, round.address) == ("Ivo", "127.0.0.1")
    page = text_of(client.get(from_outside))
    assert "you approved it" in page
    assert "Guards in place" not in page


def test_an_approver_from_outside_sends_back(client, from_outside):
    answer = client.post(from_outside, {"verdict": "sent_back", "name": "Ivo"})
    assert answer.status_code == 422
    client.post(from_outside, {"verdict": "sent_back", "name": "Ivo", "comment": "Once more"})
    assert WorkOrder.objects.get().status == "in_progress"
    assert "Once more" in text_of(client.get(from_outside))


def test_a_second_click_decides_nothing_more(client, from_outside):
    client.post(from_outside, {"verdict": "approved", "name": "Ivo"})
    client.post(from_outside, {"verdict": "sent_back", "name": "Ivo", "comment": "No"})
    assert ApprovalRound.objects.get().verdict == "approved"


def test_a_link_that_ended_or_never_was_opens_nothing(client, from_outside):
    SignOffLink.objects.update(expires_at=timezone.now())
    assert client.get(from_outside).status_code == 404
    assert client.post(from_outside, {"verdict": "approved", "name": "Ivo"}).status_code == 404
    assert client.get("/approve/not-a-token/").status_code == 404


def test_links_of_the_repair_desk_still_open(client, order, manager):
    from config.core import workflow
    from serviceorders.models import DecisionLink
    from serviceorders.services import change_order as change

    workflow.take_step(order, "start_diagnosis", by=manager)
    order = type(order).objects.get()
    change(order, by=manager, seen_version=order.version, diagnosis="Broken", estimated_cost=50)
    workflow.take_step(order, "request_approval", by=manager)
    link = DecisionLink.objects.get()
    assert "May we repair it" in text_of(client.get(f"/approve/{link.token}/"))


def test_the_photos_of_the_work_open_by_the_link_alone(
    client, approval, technician, manager, make_work, a_photo
):
    task = approval.tasks.get(answer_kind="photo")
    add_photos(task, [a_photo], by=technician)
    change_order(approval, by=manager, approver=None, approver_name="Ivo", approver_email="i@x.org")
    sign(approval, by=technician, name="Dana")
    page = f"/approve/{SignOffLink.objects.get().token}/"
    shown = f"{page}photos/{task.photos.get().pk}/thumb.jpg"
    assert shown in text_of(client.get(page))
    assert client.get(shown).headers["Content-Type"] == "image/jpeg"
    other = make_work().tasks.get(answer_kind="photo")
    add_photos(other, [a_photo], by=technician)
    assert client.get(f"{page}photos/{other.photos.get().pk}/thumb.jpg").status_code == 404
    client.post(page, {"verdict": "approved", "name": "Ivo"})
    assert client.get(shown).status_code == 404


@pytest.fixture
def a_photo():
    from config.core.images import clean_photo

    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return clean_photo(BytesIO(out.getvalue()))
