"""A person's decision about a draft: accept, accept and send, edit, reject."""

import pytest

from config.core.models import Email
from vendors import services
from vendors.models import DraftProposal, IssuePhoto, VendorWorkOrder


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


@pytest.fixture
def draft(asked, trade, plumber):
    """A draft for the first issue, for the plumber."""
    return DraftProposal.objects.create(
        issue=asked.issues.first(),
        text="The pipe drips",
        trade=trade("plumbing"),
        title="Leak under the sink",
        description="Find the leak.\nMend it.",
        vendor=plumber,
        confidence=0.83,
    )


@pytest.fixture
def other_draft(asked, trade, plasterer):
    return DraftProposal.objects.create(
        issue=asked.issues.last(),
        text="A hole",
        trade=trade("drywall"),
        title="Hole in the wall",
        description="Close it.",
        vendor=plasterer,
        confidence=0.7,
    )


def photo_of(issue):
    return IssuePhoto.objects.create(
        issue=issue, image="photos/a.jpg", thumb="photos/b.jpg", width=4, height=3
    )


def url_of(draft, verb):
    return f"/requests/{draft.issue.request.number}/drafts/{draft.pk}/{verb}/"


def typed(draft, **changed):
    """What the form of a draft sends when nothing was changed on it."""
    fields = {
        "trade": draft.trade_id,
        "vendor": draft.vendor_id or "",
        "title": draft.title,
        "description": draft.description.replace("\n", "\r\n"),
        "scope": "",
        "scheduled_at": "",
        "issues": [draft.issue_id],
        "internal_notes": "",
    }
    return fields | changed


def test_accepted_it_is_an_order_just_as_drafted_that_nobody_has_yet(desk, draft):
    desk.post(url_of(draft, "accept"))
    order = VendorWorkOrder.objects.get()
    assert (order.title, order.description, order.status) == (
        draft.title, draft.description, "draft",
    )  # fmt: skip
    assert DraftProposal.objects.get().decision == "accepted"
    assert not Email.objects.filter(kind="vendor-order").exists()


def test_accepted_and_sent_the_vendor_has_it_at_once(desk, draft, plumber):
    answer = desk.post(url_of(draft, "accept"), {"send": "1"}, follow=True)
    assert VendorWorkOrder.objects.get().status == "in_progress"
    assert Email.objects.get(kind="vendor-order").to == plumber.email
    assert "on its way to Pipe &amp; Co" in answer.text


def test_sending_without_a_vendor_leaves_the_draft_undecided(desk, draft):
    DraftProposal.objects.update(vendor=None)
    answer = desk.post(url_of(draft, "accept"), {"send": "1"}, follow=True)
    assert "Choose the vendor first." in answer.text
    assert DraftProposal.objects.get().decision == "pending"
    assert not VendorWorkOrder.objects.exists()


def test_a_second_decision_is_refused_with_who_made_the_first(desk, draft, manager):
    services.accept_draft(draft, by=manager)
    answer = desk.post(url_of(draft, "accept"), follow=True)
    assert "Maya Okafor decided this draft already" in answer.text
    assert desk.get(url_of(draft, "edit")).status_code == 302
    assert VendorWorkOrder.objects.count() == 1


def test_the_form_begins_as_drafted_with_the_photos_of_its_issue(desk, draft, asked):
    own, other = photo_of(asked.issues.first()), photo_of(asked.issues.last())
    form = desk.get(url_of(draft, "edit")).context["form"]
    assert form["title"].value() == draft.title
    assert form.photo_choices == [(own, True), (other, False)]


def test_edited_the_order_says_what_was_typed_and_the_draft_what_was_changed(
    desk, draft, plasterer, trade
):
    changed = {
        "title": "Hole below the sink",
        "trade": trade("drywall").pk,
        "vendor": plasterer.pk,
        "scope": "Ring twice",
        "internal_notes": "Dear last time",
        "scheduled_at": "2026-12-01T09:30",
    }
    desk.post(url_of(draft, "edit"), typed(draft, **changed))
    order = VendorWorkOrder.objects.get()
    assert (order.title, order.vendor, order.scope) == (
        "Hole below the sink", plasterer, "Ring twice",
    )  # fmt: skip
    assert order.internal_notes == "Dear last time"
    assert order.scheduled_at.day == 1
    decided = DraftProposal.objects.get()
    assert decided.decision == "edited"
    assert decided.changed["title"] == ["Leak under the sink", "Hole below the sink"]
    assert set(decided.changed) == {"title", "trade", "vendor"}


def test_saved_without_a_change_it_counts_as_accepted(desk, draft):
    desk.post(url_of(draft, "edit"), typed(draft))
    assert DraftProposal.objects.get().decision == "accepted"


def test_saved_and_sent_in_one_go(desk, draft):
    desk.post(url_of(draft, "edit"), typed(draft, send="1"))
    assert VendorWorkOrder.objects.get().status == "in_progress"


def test_the_photos_that_go_along_are_those_ticked(desk, draft, asked):
    own, other = photo_of(asked.issues.first()), photo_of(asked.issues.last())
    desk.post(url_of(draft, "edit"), typed(draft, photos=[other.pk]))
    assert list(VendorWorkOrder.objects.get().photos.all()) == [other]
    assert own not in VendorWorkOrder.objects.get().photos.all()


def test_an_order_for_two_issues_dismisses_the_other_draft(desk, draft, other_draft, asked):
    keys = [issue.pk for issue in asked.issues.all()]
    desk.post(url_of(draft, "edit"), typed(draft, issues=keys))
    order = VendorWorkOrder.objects.get()
    assert {issue.pk for issue in order.issues.all()} == set(keys)
    other_draft = DraftProposal.objects.get(pk=other_draft.pk)
    assert (other_draft.decision, other_draft.reason) == (
        "overtaken", order.number,
    )  # fmt: skip


def test_issues_that_are_ordered_or_of_another_request_cannot_be_covered(
    desk, draft, asked, make_order, home, manager
):
    ordered = make_order(1).issues.get()
    other = services.submit(by=manager, home=home, name="B", reports=[services.Report("Other")])
    for issue in (ordered, other.issues.get()):
        answer = desk.post(url_of(draft, "edit"), typed(draft, issues=[issue.pk]))
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"issues"})


def test_what_is_wrong_is_marked_and_what_was_typed_is_kept(desk, draft, asked):
    wrong = typed(draft, title="", scheduled_at="9999-01-01T00:00", scope="Ring twice")
    answer = desk.post(url_of(draft, "edit"), wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"title", "scheduled_at"}
    assert "Ring twice" in answer.text
    answer = desk.post(url_of(draft, "edit"), typed(draft, vendor="", send="1"))
    assert "Choose the vendor first." in answer.text
    assert DraftProposal.objects.get().decision == "pending"


def test_vendors_of_the_trade_come_first_and_the_uninsured_are_marked(
    desk, draft, plasterer, make_vendor
):
    make_vendor("Aqua", "plumbing", insured_until="2020-01-01")
    make_vendor("Gone", "plumbing", active=False)
    _nobody, here, elsewhere = (
        desk.get(url_of(draft, "edit")).context["form"]["vendor"].field.choices
    )
    assert [label.split(",")[0] for _key, label in here[1]] == ["Aqua", "Pipe & Co"]
    assert "insurance ended" in here[1][0][1]
    assert elsewhere[1] == [(plasterer.pk, "Smooth Walls")]


def test_rejected_with_a_reason_nothing_is_ordered(desk, draft):
    assert desk.post(url_of(draft, "reject"), {"reason": " "}).status_code == 422
    desk.post(url_of(draft, "reject"), {"reason": "No leak at all"})
    decided = DraftProposal.objects.get()
    assert (decided.decision, decided.reason) == ("rejected", "No leak at all")
    assert not VendorWorkOrder.objects.exists()


def test_a_draft_is_found_in_its_own_request_alone(desk, draft, home, manager):
    other = services.submit(by=manager, home=home, name="B", reports=[services.Report("Other")])
    for verb in ("accept", "edit", "reject"):
        url = f"/requests/{other.number}/drafts/{draft.pk}/{verb}/"
        assert desk.post(url).status_code == 404


def test_reading_changes_nothing_and_only_dispatchers_decide(client, reader, desk, draft):
    assert desk.get(url_of(draft, "accept")).status_code == 405
    desk.get(url_of(draft, "reject"))
    client.force_login(reader)
    for verb in ("accept", "edit", "reject"):
        assert client.post(url_of(draft, verb)).status_code == 403
    assert DraftProposal.objects.get().decision == "pending"
