"""The timeline shows who or what is busy when, with the service jobs and what their orders come to."""

from datetime import UTC, datetime

import pytest

from workorders.models import ServiceJob, Team
from workorders.services.jobs import keep_job
from workorders.tests.finishing import finished


def at(month, day, hour=9):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def facts(client, user, **asked):
    client.force_login(user)
    return client.get("/timeline/", {"day": "2026-11-25"} | asked).context


def rows(client, user, **asked):
    return {
        row.label: [(bar.entry.title, bar.column, bar.span) for bar in row.bars]
        for row in facts(client, user, **asked)["rows"]
    }


def test_each_assignee_has_a_row_and_what_is_nobodys_comes_first(
    client, reader, technician, make_work
):
    team = Team.objects.create(name="Night shift")
    make_work(title="Hers", assignee=technician, planned_start=at(11, 23), planned_minutes=90)
    make_work(title="Theirs", team=team, planned_start=at(11, 24), planned_end=at(11, 26))
    make_work(title="Nobody's", due_at=at(11, 29))
    shown = rows(client, reader, zoom="week")
    assert list(shown) == ["Nobody yet", "Dana Whitlock", "Night shift"]
    assert shown["Dana Whitlock"] == [("Hers", 1, 1)]
    assert shown["Night shift"] == [("Theirs", 2, 3)]
    assert shown["Nobody yet"] == [("Nobody's", 7, 1)]
    assert facts(client, reader)["rows"][1].hours == "1 h 30 min"


def test_an_order_on_two_assets_stands_in_the_rows_of_both(client, reader, make_work, press, van):
    make_work(press, van, title="Both", planned_start=at(11, 23))
    shown = rows(client, reader, by="asset")
    assert shown == {"Press 4": [("Both", 1, 1)], "Van 2": [("Both", 1, 1)]}


@pytest.mark.parametrize(("zoom", "days"), [("week", 7), ("", 28), ("quarter", 91), ("x", 28)])
def test_it_shows_as_many_days_as_its_zoom_says(client, reader, make_work, zoom, days):
    make_work(title="Over", planned_start=at(3, 1), planned_end=at(12, 31))
    context = facts(client, reader, zoom=zoom)
    assert context["days"].count == days
    bar = context["rows"][0].bars[0]
    assert bar.came_before
    assert (bar.column, bar.span) == (1, days if days < 91 else 39)  # 23 November to 31 December


def test_orders_at_one_time_are_laid_in_lanes(client, reader, make_work):
    make_work(title="First", planned_start=at(11, 23), planned_end=at(11, 25))
    make_work(title="Beside", planned_start=at(11, 24))
    make_work(title="After", planned_start=at(11, 26))
    bars = facts(client, reader)["rows"][0].bars
    assert [(bar.entry.title, bar.lane) for bar in bars] == [
        ("First", 0),
        ("Beside", 1),
        ("After", 0),
    ]


@pytest.fixture
def visit(make_work, manager):
    """One day planned, with two orders of 60 and 45 minutes of which one is done, and a skipped one."""
    job = keep_job(
        ServiceJob(title="Yearly visit", starts_at=at(11, 24, 8), ends_at=at(11, 24, 18)), crew=[]
    )
    finished(make_work(title="Done", job=job, planned_start=at(11, 24), planned_minutes=60))
    make_work(title="Later", job=job, planned_start=at(11, 26), planned_minutes=45)
    finished(make_work(job=job, planned_minutes=500), status="cancelled")
    return job


def test_a_service_job_spans_its_orders_and_sums_them_up(client, manager, visit):
    row = facts(client, manager, zoom="week")["jobs"][0]
    assert (row.column, row.span) == (2, 3)
    assert [bar.entry.title for bar in row.bars] == ["Done", "Later"]
    assert (row.hours, row.job.orders_done, row.job.orders_all, row.percent) == (
        "1 h 45 min",
        1,
        2,
        50,
    )


def test_a_service_job_elsewhere_in_time_is_not_shown(client, manager, visit):
    assert facts(client, manager, zoom="week", day="2026-11-09")["jobs"] == []


def test_a_service_job_without_orders_is_shown_on_its_days(client, manager):
    keep_job(ServiceJob(title="Empty", starts_at=at(11, 24), ends_at=at(11, 25)), crew=[])
    row = facts(client, manager, zoom="week")["jobs"][0]
    assert (row.column, row.span, row.percent, row.hours) == (2, 2, 0, "")


def test_more_orders_than_can_be_drawn_are_told_of(client, manager, make_work, monkeypatch):
    monkeypatch.setattr("workorders.views.calendar.MOST_BARS", 2)
    for number in range(3):
        make_work(planned_start=at(11, 23, 8 + number))
    context = facts(client, manager)
    assert (context["count"], context["left_off"]) == (3, 1)
    page = client.get("/timeline/?day=2026-11-23").content.decode()
    assert "1 order is not drawn" in page


def test_today_is_marked(client, manager, make_work):
    client.force_login(manager)
    make_work(due_at=datetime.now(UTC))
    assert "tl-today" in client.get("/timeline/").content.decode()
    assert "tl-today" not in client.get("/timeline/?day=2027-11-23").content.decode()


def test_a_title_runs_on_where_nothing_follows_soon(client, reader, technician, make_work):
    for title, day in (("Cut", 23), ("Before a gap", 24), ("Last", 30)):
        make_work(title=title, assignee=technician, planned_start=at(11, day))
    (row,) = facts(client, reader)["rows"]
    assert {bar.entry.title: bar.is_free for bar in row.bars} == {
        "Cut": False,
        "Before a gap": True,
        "Last": True,
    }
