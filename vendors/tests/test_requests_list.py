"""The list of service requests: what stands in a row, what the filters find, what the export says."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from config.core import workflow
from config.core.actors import CLIENT
from vendors import services
from vendors.models import DraftProposal, Property, ServiceRequest

URL = "/requests/"


@pytest.fixture
def ask(home):
    """``ask(name="Ben")`` is a request with one issue."""

    def make(name="Nora Quill", **fields):
        report = services.Report("The tap drips")
        return services.submit(
            by=CLIENT, **{"home": home, "name": name, "reports": [report]} | fields
        )

    return make


@pytest.fixture
def listed(client, dispatcher):
    """The numbers that the list shows, in its order: ``listed(status="closed")``."""
    client.force_login(dispatcher)

    def find(**asked):
        page = client.get(URL, asked)
        assert page.status_code == 200
        return [row["request"].number for row in page.context["rows"]]

    return find


@pytest.fixture
def drafted(trade):
    def make(request):
        return DraftProposal.objects.create(
            issue=request.issues.first(),
            text="The tap drips",
            trade=trade("plumbing"),
            title="Dripping tap",
            description="Mend it",
            confidence=0.8,
        )

    return make


def move(request, *steps, by):
    for step in steps:
        request = workflow.take_step(request, step, by=by, note="As agreed")
    return request


def submitted(request, **ago):
    moment = timezone.now() - timedelta(**ago)
    ServiceRequest.objects.filter(pk=request.pk).update(submitted_at=moment)


def test_a_row_says_who_asks_where_and_how_far_it_is(client, listed, make_order, plumber, manager):
    first, _second = make_order(), make_order(1)
    workflow.take_step(workflow.take_step(first, "send", by=manager), "complete", by=manager)
    listed()
    page = client.get(URL).text
    for words in ("12 Alder Lane", "Alder Park", "Nora Quill", "1 of 2 done", "Inside"):
        assert words in page


def test_a_request_after_the_warranty_is_outside_and_without_a_closing_date_unknown(
    client, listed, ask
):
    old = Property.objects.create(address="1 Old Street", closed_on="2020-01-01")
    unknown = Property.objects.create(address="2 New Street")
    ask(home=old), ask(home=unknown)
    listed()
    page = client.get(URL).text
    assert "Outside" in page
    assert "Unknown" in page


def test_open_requests_are_listed_unless_a_status_is_asked_for(listed, ask, manager):
    open_one, closed = ask(), move(ask(), "close", by=manager)
    assert listed() == [open_one.number]
    assert listed(status="closed") == [closed.number]
    assert listed(status=["closed", "submitted"]) == [closed.number, open_one.number]


def test_the_counts_say_how_many_there_are_of_each(client, listed, ask, manager):
    ask(), ask(), move(ask(), "close", by=manager)
    listed()
    page = client.get(URL)
    counts = {line["status"]: line["count"] for line in page.context["counts"]}
    assert (counts["submitted"], counts["closed"], page.context["open_count"]) == (2, 1, 2)


@pytest.mark.parametrize("words", ["ben hart", "ben@", "7700900123", "alder lane"])
def test_the_search_finds_name_mail_phone_and_address(listed, ask, words):
    other = Property.objects.create(address="9 Elm Road")
    ask("Somebody", home=other)
    found = ask("Ben Hart", email="ben@example.org", phone="+447700900123")
    assert listed(q=words) == [found.number]
    assert listed(q=found.number) == [found.number]


def test_a_search_finds_closed_requests_too(listed, ask, manager):
    closed = move(ask("Ben Hart"), "close", by=manager)
    assert listed(q="hart") == [closed.number]


def test_community_property_and_days_narrow_the_list(listed, ask):
    other = Property.objects.create(address="9 Elm Road", community="Elm Gardens")
    here, there = ask(), ask(home=other)
    submitted(here, days=10)
    assert listed(community="Elm Gardens") == [there.number]
    assert listed(home=other.pk) == [there.number]
    week_ago = timezone.localdate() - timedelta(days=7)
    assert listed(since=week_ago) == [there.number]
    assert listed(until=week_ago) == [here.number]


def test_what_waits_for_the_desk_is_a_draft_or_a_homeowner_s_no(listed, ask, drafted, manager):
    ask()
    with_draft = ask()
    drafted(with_draft)
    done = move(ask(), "progress", "resolve", by=manager)
    services.answer_fixed(done, fixed=False, text="It still drips")
    assert listed(waits="1") == [done.number, with_draft.number]
    move(done, "progress", by=manager)
    assert listed(waits="1") == [with_draft.number]


def test_a_homeowner_s_no_is_marked_in_its_row(client, listed, ask, manager):
    done = move(ask(), "progress", "resolve", by=manager)
    listed()
    assert "Not fixed" not in client.get(URL).text
    services.answer_fixed(done, fixed=False)
    assert "Not fixed" in client.get(URL).text


def test_the_list_is_sorted_as_asked(listed, ask):
    first, second = ask("Zoe"), ask("Adam")
    submitted(second, days=3)
    assert listed() == [second.number, first.number]
    assert listed(sort="number") == [first.number, second.number]
    assert listed(sort="homeowner") == [second.number, first.number]
    assert listed(sort="-submitted") == [first.number, second.number]


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "nonsense"},
        {"since": "9999-99-99", "until": "0001-01-01"},
        {"home": "1" * 40, "page": "-3"},
        {"sort": "; DROP", "q": "\x00'\"%"},
        {"community": "x" * 5000},
    ],
)
def test_nonsense_in_the_address_is_left_out(listed, ask, asked):
    ask()
    listed(**asked)


def test_an_empty_list_says_what_to_do_first(client, listed):
    assert listed() == []
    assert "/requests/new/" in client.get(URL).text
    assert "Nothing fits" in client.get(URL, {"q": "nobody"}).text


def test_the_export_has_the_rows_that_are_filtered(client, listed, ask, home, manager):
    ask("=cmd()", email="ben@example.org")
    move(ask("Zoe"), "close", by=manager)
    listed()
    answer = client.get("/requests/export.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert [row["Homeowner"] for row in rows] == ["'=cmd()"]
    assert (rows[0]["Community"], rows[0]["In warranty"], rows[0]["Issues"]) == (
        "Alder Park", "yes", "1",
    )  # fmt: skip


def test_the_list_asks_no_more_for_forty_rows_than_for_two(
    client, listed, ask, drafted, django_assert_max_num_queries
):
    drafted(ask()), ask()
    listed()
    with django_assert_max_num_queries(6):
        client.get(URL)
    for _nth in range(38):
        ask()
    with django_assert_max_num_queries(6):
        assert len(client.get(URL).context["rows"]) == 40


def test_only_those_who_may_see_requests_see_the_list(client, reader, stranger, technician):
    for user, answer in ((reader, 200), (stranger, 403), (technician, 403)):
        client.force_login(user)
        assert client.get(URL).status_code == answer
        assert client.get("/requests/export.csv").status_code == answer
