"""The page of one service request: issues beside their drafts, orders, steps, history."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from config.core import workflow
from config.core.models import Email
from vendors import services
from vendors.models import Drafting, DraftProposal, IssuePhoto, ServiceRequest, VendorWorkOrder


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


@pytest.fixture
def draft(asked, trade, plumber):
    """``draft(0)`` is a draft for the first issue, for the plumber."""

    def make(nth=0, **fields):
        return DraftProposal.objects.create(
            **{
                "issue": list(asked.issues.all())[nth],
                "text": "The pipe drips",
                "trade": trade("plumbing"),
                "title": "Leak under the sink",
                "description": "Find and mend the leak.",
                "vendor": plumber,
                "confidence": 0.83,
                "words": ["pipe", "drips"],
                "engine": "local",
                "engine_version": "3",
            }
            | fields,
        )

    return make


@pytest.fixture
def photograph():
    def make(issue):
        photo = IssuePhoto(issue=issue, width=4, height=3, public=True)
        photo.image.save("", ContentFile(b"whole"), save=False)
        photo.thumb.save("", ContentFile(b"small"), save=False)
        photo.save()
        return photo

    return make


def page_of(client, request):
    answer = client.get(request.get_absolute_url())
    assert answer.status_code == 200
    return answer.text


def test_the_page_has_the_words_the_home_and_the_contact(desk, asked):
    page = page_of(desk, asked)
    for words in (
        "The pipe under the kitchen sink drips",
        "There is a hole in the wall behind the door",
        "12 Alder Lane",
        "nora@example.org",
        "in warranty until",
    ):
        assert words in page


def test_a_warranty_that_ended_or_is_not_known_says_so(desk, asked, home):
    home.closed_on = date(2020, 1, 1)
    home.save()
    assert "warranty ended" in page_of(desk, asked)
    home.closed_on = None
    home.save()
    assert "no closing date" in page_of(desk, asked)
    home.closed_on = timezone.localdate() + timedelta(days=30)
    home.save()
    assert "warranty begins" in page_of(desk, asked)


def test_a_draft_says_what_it_proposes_and_why(desk, asked, draft, make_order):
    similar = make_order(title="Old leak next door")
    draft().leaned_on.set([similar])
    page = page_of(desk, asked)
    for words in ("Leak under the sink", "83 % sure", "Pipe &amp; Co", "Old leak next door"):
        assert words in page
    assert '<span class="tag">drips</span>' in page
    assert f'href="{similar.get_absolute_url()}"' in page


def test_what_was_decided_stands_with_who_did_and_the_order(desk, asked, draft, dispatcher):
    order = services.accept_draft(draft(), by=dispatcher)
    services.reject_draft(draft(1), by=dispatcher, reason="Wrong trade altogether")
    page = page_of(desk, asked)
    assert "Accepted by Tom Reyes" in page
    assert order.number in page
    assert "Rejected by Tom Reyes" in page
    assert "Wrong trade altogether" in page
    second = asked.issues.last()
    assert f"/requests/{asked.number}/orders/new/?issues={second.pk}" in page


def test_a_split_issue_shows_the_whole_words_once_and_its_parts_below(
    desk, asked, draft, photograph
):
    whole = asked.issues.first()
    photo = photograph(whole)
    for text in ("The pipe drips.", "The door squeaks."):
        part = asked.issues.create(split_from=whole, description=text, place=whole.place)
        draft(list(asked.issues.all()).index(part), title=f"Draft of {text}")
    page = page_of(desk, asked)
    assert page.count("The pipe under the kitchen sink drips") == 1
    assert page.count(f"photos/{photo.pk}/thumb.jpg") == 1
    assert page.index("The pipe under") < page.index("Draft of The pipe drips.")
    assert "Draft of The door squeaks." in page


def test_while_drafts_are_written_the_page_says_so_and_when_that_failed_too(desk, asked):
    assert "Drafts are being written" in page_of(desk, asked)
    Drafting.objects.update(state="failed")
    page = page_of(desk, asked)
    assert "could not be written" in page
    assert "Write by hand" in page
    Drafting.objects.update(state="sent")
    assert "could not be written" not in page_of(desk, asked)


def test_orders_show_how_far_they_are(desk, asked, make_order, manager, plasterer):
    done = workflow.take_step(make_order(), "send", by=manager)
    workflow.take_step(done, "complete", by=manager)
    make_order(1, vendor=plasterer, title="Close the hole")
    canceled = make_order(1, title="Not this one")
    workflow.take_step(canceled, "cancel", by=manager)
    page = page_of(desk, asked)
    assert "1 of 2 done" in page
    assert "Close the hole" in page
    assert "Smooth Walls" in page


def test_the_homeowner_s_no_stands_at_the_top_until_somebody_goes_on(desk, asked, manager):
    for step in ("progress", "resolve"):
        workflow.take_step(asked, step, by=manager)
    asked = services.answer_fixed(asked, fixed=False, text="It still drips at night")
    page = page_of(desk, asked)
    assert "not fixed" in page.split('id="orders"')[0]
    assert "It still drips at night" in page.split('id="orders"')[0]
    workflow.take_step(asked, "progress", by=manager)
    assert "The homeowner says it is not fixed" not in page_of(desk, asked)


def test_possible_rework_links_the_earlier_order(
    desk, asked, home, draft, make_order, manager, plumber
):
    earlier = workflow.take_step(make_order(), "send", by=manager)
    earlier = workflow.take_step(earlier, "complete", by=manager)
    VendorWorkOrder.objects.update(closed_at=timezone.now() - timedelta(days=5))
    again = services.submit(
        by=manager, home=home, name="Nora", reports=[services.Report("The pipe drips again")]
    )
    draft(0, issue=again.issues.get())
    page = page_of(desk, again)
    assert "Possible rework" in page
    assert earlier.get_absolute_url() in page


def test_the_notifications_show_whether_they_were_sent(desk, asked):
    Email.objects.filter(kind="request-submitted").update(state="bounced")
    page = page_of(desk, asked)
    told = page.split('id="emails"')[1]
    assert f"We have your request {asked.number}" in told
    assert "Bounced" in told


def test_steps_are_taken_with_a_note_and_a_refused_one_says_why(desk, asked):
    url = f"/requests/{asked.number}/steps"
    desk.post(f"{url}/review/", {"note": "Looking at it", "seen": "submitted"})
    entry = asked.history.get(action="review")
    assert entry.note == "Looking at it"
    answer = desk.post(f"{url}/review/", follow=True)
    assert "is not possible now" in answer.text
    assert desk.post(f"{url}/fly/").status_code == 404
    answer = desk.post(f"{url}/close/", {"note": "x" * 5000}, follow=True)
    assert "too long" in answer.text
    assert ServiceRequest.objects.get().status == "in_review"


def test_htmx_gets_the_fresh_panel(desk, asked):
    answer = desk.post(f"/requests/{asked.number}/steps/review/", headers={"HX-Request": "true"})
    assert answer["HX-Retarget"] == "#panel"
    assert answer.text.lstrip().startswith('<div id="panel"')
    assert "In review" in answer.text


def test_a_reader_sees_it_all_and_may_press_nothing(client, reader, asked, draft):
    proposal = draft()
    client.force_login(reader)
    page = page_of(client, asked)
    assert "Leak under the sink" in page
    assert "draft_accept" not in page
    for path in ("edit/", "issues/", "notes/", f"drafts/{proposal.pk}/edit/"):
        assert f"{asked.number}/{path}" not in page
        assert client.get(f"/requests/{asked.number}/{path}").status_code == 403
    for path in ("steps/review/", "link/replace/", f"drafts/{proposal.pk}/accept/"):
        assert client.post(f"/requests/{asked.number}/{path}").status_code == 403


def test_nobody_else_sees_the_page_or_its_photos(client, stranger, asked, photograph):
    photo = photograph(asked.issues.first())
    client.force_login(stranger)
    for path in ("", "stream/", f"photos/{photo.pk}/full.jpg"):
        assert client.get(f"/requests/{asked.number}/{path}").status_code == 403


def test_photos_are_served_through_their_own_request(desk, asked, home, manager, photograph):
    photo = photograph(asked.issues.first())
    other = services.submit(by=manager, home=home, name="B", reports=[services.Report("Other")])
    url = f"/requests/{asked.number}/photos/{photo.pk}"
    assert desk.get(f"{url}/full.jpg").content == b"whole"
    assert desk.get(f"{url}/thumb.jpg").content == b"small"
    assert desk.get(f"{url}/huge.jpg").status_code == 404
    assert desk.get(f"/requests/{other.number}/photos/{photo.pk}/full.jpg").status_code == 404


def test_the_homeowner_s_page_is_linked_and_its_link_replaced(desk, asked):
    before = asked.link.get_absolute_url()
    assert before in page_of(desk, asked)
    desk.post(f"/requests/{asked.number}/link/replace/")
    page = page_of(desk, asked)
    assert before not in page
    assert asked.link.get_absolute_url() in page


def test_a_request_without_issues_still_has_a_page(desk, home):
    request = ServiceRequest(home=home, name="Nora")
    request.give_number()
    request.save()
    assert "No issues yet" in page_of(desk, request)


def test_what_homeowners_type_stays_text(desk, home, manager):
    request = services.submit(
        by=manager,
        home=home,
        name="<b>Nora</b>",
        reports=[services.Report("<script>alert(1)</script>", room="{{ shop }}")],
    )
    page = page_of(desk, request)
    assert "<script>alert" not in page
    assert "<b>Nora" not in page
    assert "{{ shop }}" in page


def test_the_page_asks_no_more_for_much_than_for_little(
    desk, asked, draft, photograph, make_order, manager, django_assert_max_num_queries
):
    page_of(desk, asked)
    with django_assert_max_num_queries(8):
        page_of(desk, asked)
    whole = asked.issues.first()
    for nth in range(20):
        issue = asked.issues.create(description=f"Problem {nth}", place=nth + 3)
        photograph(issue), photograph(whole)
        proposal = draft(list(asked.issues.all()).index(issue))
        order = make_order(nth)
        proposal.leaned_on.set([order])
        services.add_request_note(asked, by=manager, note=f"Note {nth}")
    with django_assert_max_num_queries(8):
        page = page_of(desk, asked)
    assert "Problem 19" in page


# What comes next


def test_no_step_is_the_usual_one_while_drafts_wait(desk, asked, draft):
    assert usual_steps(desk, asked) == ["Start review"]
    draft()
    assert usual_steps(desk, asked) == []


def test_no_step_is_the_usual_one_after_the_homeowners_no(desk, asked, make_order, manager):
    order = workflow.take_step(make_order(), "send", by=manager)
    workflow.take_step(order, "complete", by=manager)
    services.answer_fixed(ServiceRequest.objects.get(), fixed=False, text="It drips again")
    assert "It drips again" in page_of(desk, asked)
    assert usual_steps(desk, asked) == []


def usual_steps(client, request):
    steps = client.get(request.get_absolute_url()).context["steps"]
    assert any(step.allowed for step in steps)
    return [str(step.label) for step in steps if step.primary]


def test_a_draft_that_another_order_took_in_says_which(desk, asked, draft, dispatcher):
    draft(decision="overtaken", decided_by=dispatcher, decided_at=timezone.now(), reason="VW-1-1")
    page = page_of(desk, asked)
    assert "Part of VW-1-1: Leak under the sink" in page
    assert "No longer needed" not in page
