"""A person's work in their own calendar program: by a secret link, and no longer than the link lives."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from workorders.models import FeedLink, Team, WorkOrder
from workorders.public import feed
from workorders.services import feeds
from workorders.services.orders import change_order
from workorders.tests.finishing import finished


@pytest.fixture
def link(technician):
    return feeds.make(technician)


def soon(days=2):
    return timezone.now().replace(microsecond=0) + timedelta(days=days)


def read(client, link, **headers):
    return client.get(f"/calendar/{link.token}.ics", headers=headers)


def events(client, link):
    answer = read(client, link)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).events


def titles(client, link):
    return [str(event["summary"]) for event in events(client, link)]


def test_the_feed_holds_what_is_given_to_the_person_and_to_their_teams(
    client, link, technician, manager, make_work
):
    team = Team.objects.create(name="Night shift")
    team.members.add(technician)
    for title, fields in {
        "Hers": {"assignee": technician},
        "Her team's": {"team": team},
        "Another's": {"assignee": manager},
        "Of her team, but another's": {"team": team, "assignee": manager},
        "Nobody's": {},
    }.items():
        make_work(title=title, planned_start=soon(), **fields)
    assert titles(client, link) == ["Hers, Press 4", "Her team's, Press 4"]


def test_an_order_is_there_from_its_planned_start_to_its_end(client, link, technician, make_work):
    start = soon()
    order = make_work(
        assignee=technician, planned_start=start, planned_minutes=90, priority="high",
        description="Take the long ladder; mind\nthe step",
    )  # fmt: skip
    event = events(client, link)[0]
    assert event["uid"] == f"{order.number}@127.0.0.1"
    assert (event.start, event.end) == (start, start + timedelta(minutes=90))
    assert str(event["location"]) == "North hall"
    assert "Take the long ladder; mind\nthe step" in str(event["description"])
    assert str(event["url"]).endswith(order.get_absolute_url())


def test_an_order_that_is_only_due_takes_the_day_and_keeps_nobody_busy(
    client, link, technician, make_work
):
    due = soon()
    make_work(assignee=technician, due_at=due)
    event = events(client, link)[0]
    assert event.start == timezone.localdate(due)
    assert str(event["summary"]) == "Due: Monthly check, Press 4"
    assert str(event["transp"]) == "TRANSPARENT"


def test_only_the_last_thirty_days_and_the_next_year_are_told(client, link, technician, make_work):
    for days in (-31, -29, 364, 366):
        make_work(title=f"{days}", assignee=technician, planned_start=soon(days))
    assert titles(client, link) == ["-29, Press 4", "364, Press 4"]


def test_finished_orders_stay_and_skipped_ones_go(client, link, technician, make_work):
    finished(make_work(title="Done", assignee=technician, planned_start=soon()))
    skipped = make_work(title="Skipped", assignee=technician, planned_start=soon())
    finished(skipped, status="cancelled", completed_at=None)
    assert titles(client, link) == ["Done, Press 4"]


def test_an_event_keeps_its_name_when_its_order_moves(client, link, technician, manager, make_work):
    order = make_work(assignee=technician, planned_start=soon())
    before = events(client, link)[0]
    change_order(order, by=manager, planned_start=soon(5))
    after = events(client, link)[0]
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.start != before.start


def test_what_did_not_change_is_not_sent_again(client, link, technician, manager, make_work, press):
    order = make_work(assignee=technician, planned_start=soon())
    tag = read(client, link)["ETag"]
    again = read(client, link, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    change_order(order, by=manager, title="Another title")
    assert read(client, link, **{"If-None-Match": tag}).status_code == 200
    tag = read(client, link)["ETag"]
    type(press).objects.update(name="Press 5")
    assert read(client, link, **{"If-None-Match": tag}).status_code == 200


def test_a_new_link_ends_the_old_one(client, link, technician):
    second = feeds.make(technician)
    assert read(client, link).status_code == 404
    assert read(client, second).status_code == 200
    feeds.revoke(technician)
    assert read(client, second).status_code == 404


def test_the_feed_of_somebody_who_left_or_lost_the_right_says_nothing(
    client, link, technician, make_work
):
    make_work(assignee=technician, planned_start=soon())
    technician.groups.clear()
    assert titles(client, link) == []
    technician.is_active = False
    technician.save()
    assert read(client, link).status_code == 404


def test_an_unknown_link_is_not_found_and_guessing_is_slowed_down(client):
    answers = {client.get(f"/calendar/{n:043}.ics").status_code for n in range(70)}
    assert answers == {404, 429}


def test_reading_too_often_is_refused_for_a_while(client, link, monkeypatch):
    monkeypatch.setattr(feed, "READS_AN_HOUR", 2)
    assert [read(client, link).status_code for _turn in range(3)] == [200, 200, 429]


def test_nobody_keeps_or_finds_the_feed(client, link):
    answer = read(client, link)
    assert answer["Cache-Control"] == "private, no-cache"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"


def test_a_person_makes_replaces_and_ends_their_own_link(client, technician, manager):
    other = feeds.make(manager)
    client.force_login(technician)
    assert "Make my address" in client.get("/calendar/feed/").content.decode()
    client.post("/calendar/feed/", {"do": "make"})
    first = FeedLink.objects.live().get(user=technician)
    page = client.get("/calendar/feed/").content.decode()
    assert f"/calendar/{first.token}.ics" in page
    assert other.token not in page
    client.post("/calendar/feed/", {"do": "make"})
    assert first.token not in client.get("/calendar/feed/").content.decode()
    client.post("/calendar/feed/", {"do": "revoke"})
    assert list(FeedLink.objects.live()) == [other]


def test_the_database_holds_only_the_hash_of_a_link(link):
    assert link.token not in str(FeedLink.objects.values())


def test_reading_takes_as_many_queries_however_many_orders_there_are(
    client, shop, link, technician, make_work, django_assert_max_num_queries
):
    for number in (1, 5):
        for _turn in range(number):
            make_work(assignee=technician, planned_start=soon())
        FeedLink.objects.update(opened_at=None)
        with django_assert_max_num_queries(6):
            read(client, link)
    assert WorkOrder.objects.count() == 6
