"""The calendar shows who has what to do on which day, in the shop's time zone."""

from datetime import UTC, datetime, timedelta

import pytest

from config.core.models import ShopProfile
from workorders.models import Asset, Team, WorkOrder, WorkOrderAsset
from workorders.states import Status
from workorders.tests.finishing import finished


def at(month, day, hour=9, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def weeks(client, user, address="/calendar/?day=2026-11-23"):
    client.force_login(user)
    return client.get(address).context["weeks"]


def bars(client, user, address="/calendar/?day=2026-11-23"):
    """Each bar as (title, Monday of its week, column, span)."""
    return [
        (bar.entry.title, week.days[0].date.isoformat(), bar.column, bar.span)
        for week in weeks(client, user, address)
        for bar in week.bars
    ]


def test_an_order_stands_on_the_day_it_is_planned_for_else_on_the_day_it_is_due(
    client, reader, make_work
):
    make_work(title="Planned", planned_start=at(11, 24), due_at=at(11, 30))
    make_work(title="Only due", due_at=at(11, 27))
    make_work(title="Neither")
    assert bars(client, reader) == [
        ("Planned", "2026-11-23", 2, 1),
        ("Only due", "2026-11-23", 5, 1),
    ]


def test_an_order_of_several_days_is_one_bar_a_week(client, reader, make_work):
    make_work(title="Long", planned_start=at(11, 27), planned_end=at(12, 1, 17))
    assert bars(client, reader) == [
        ("Long", "2026-11-23", 5, 3),
        ("Long", "2026-11-30", 1, 2),
    ]


def test_an_order_that_began_long_before_still_shows(client, reader, make_work):
    make_work(title="Long", planned_start=at(6, 1), planned_end=at(12, 20))
    assert len(bars(client, reader)) == len(weeks(client, reader))


def test_an_end_at_midnight_takes_no_part_of_the_next_day(client, reader, make_work):
    make_work(title="Until midnight", planned_start=at(11, 24), planned_end=at(11, 25, 0))
    assert bars(client, reader) == [("Until midnight", "2026-11-23", 2, 1)]


def test_the_days_are_those_of_the_shop(client, reader, make_work, shop):
    ShopProfile.objects.update(time_zone="Pacific/Auckland")  # 13 hours ahead
    make_work(title="Night", planned_start=at(11, 23, 12))
    assert bars(client, reader) == [("Night", "2026-11-23", 2, 1)]


def test_skipped_orders_are_left_out_and_finished_ones_stay(client, reader, make_work):
    done = make_work(title="Done", planned_start=at(11, 24))
    skipped = make_work(title="Skipped", planned_start=at(11, 24))
    finished(done)
    WorkOrder.objects.filter(pk=skipped.pk).update(status=Status.CANCELLED)
    assert [bar[0] for bar in bars(client, reader)] == ["Done"]


def test_what_has_no_room_in_a_day_is_counted_and_led_to(client, reader, make_work):
    for number in range(7):
        make_work(title=f"Order {number}", planned_start=at(11, 24, 8, number))
    week = next(week for week in weeks(client, reader) if week.bars)
    assert (len(week.bars), week.days[1].more) == (4, 3)
    page = client.get("/calendar/?day=2026-11-23").content.decode()
    assert "+3 more" in page
    assert "view=day" in page
    day = client.get("/calendar/?view=day&day=2026-11-24")
    assert [entry.title for entry in day.context["entries"]] == [f"Order {n}" for n in range(7)]


def test_a_week_shows_all_of_its_orders(client, reader, make_work):
    for number in range(7):
        make_work(title=f"Order {number}", planned_start=at(11, 24, 8, number))
    assert len(bars(client, reader, "/calendar/?view=week&day=2026-11-26")) == 7


def test_filters_by_person_team_asset_type_and_site(
    client, manager, technician, make_work, press, van, site
):
    team = Team.objects.create(name="Night shift")
    elsewhere = Asset.objects.create(name="Lathe", tag="L-1")
    when = {"planned_start": at(11, 24)}
    make_work(press, title="Dana's", assignee=technician, **when)
    make_work(van, title="The team's", team=team, kind="repair", **when)
    make_work(elsewhere, title="Nobody's", **when)
    asked = {
        f"who={technician.pk}": ["Dana's"],
        f"who=team-{team.pk}": ["The team's"],
        "who=nobody": ["Nobody's"],
        "kind=repair": ["The team's"],
        f"site={site.pk}": ["Dana's", "The team's"],
        "asset=L-1": ["Nobody's"],
        "who=x&kind=x&site=x": ["Dana's", "The team's", "Nobody's"],
    }
    for query, titles in asked.items():
        assert [b[0] for b in bars(client, manager, f"/calendar/?day=2026-11-23&{query}")] == titles


@pytest.mark.parametrize("day", ["", "x", "0001-01-01", "9999-12-31", "2026-02-30", "2099-12-31"])
@pytest.mark.parametrize("view", ["month", "week", "day", "<x>"])
def test_a_wrong_address_shows_today(client, reader, day, view):
    client.force_login(reader)
    assert client.get("/calendar/", {"day": day, "view": view}).status_code == 200


def test_only_those_who_see_orders_see_the_calendar(client, stranger):
    client.force_login(stranger)
    assert client.get("/calendar/").status_code == 403
    assert client.get("/timeline/").status_code == 403


def test_only_those_who_plan_are_offered_to_move_an_order(client, manager, reader, make_work):
    make_work(planned_start=at(11, 24))
    client.force_login(reader)
    assert "data-move" not in client.get("/calendar/?day=2026-11-23").content.decode()
    client.force_login(manager)
    assert "data-move" in client.get("/calendar/?day=2026-11-23").content.decode()


def fill(number, press, technician):
    """So many orders within five weeks, each on the press."""
    now = at(11, 2)
    orders = WorkOrder.objects.bulk_create(
        WorkOrder(
            title=f"Order {n}",
            number=f"WO-2025-{n:05}",
            number_year=2025,
            number_seq=n,
            assignee=technician if n % 2 else None,
            planned_start=now + timedelta(hours=2 * n % 700),
            due_at=now + timedelta(days=9),
        )
        for n in range(1, number + 1)
    )
    WorkOrderAsset.objects.bulk_create(WorkOrderAsset(order=each, asset=press) for each in orders)


@pytest.mark.parametrize("number", [2, 400])
@pytest.mark.parametrize(
    "address",
    ["/calendar/", "/calendar/?view=week", "/calendar/?view=day", "/timeline/?zoom=quarter",
     "/timeline/?by=asset"],
)  # fmt: skip
def test_the_pages_ask_the_database_as_often_however_many_orders_there_are(
    client, shop, manager, press, technician, number, address, django_assert_max_num_queries
):
    fill(number, press, technician)
    client.force_login(manager)
    with django_assert_max_num_queries(8):
        assert client.get(address, {"day": "2026-11-02"}).status_code == 200


def test_of_more_orders_than_are_shown_the_pages_ask_no_oftener(
    client, shop, manager, press, technician, django_assert_max_num_queries
):
    fill(1_000, press, technician)
    client.force_login(manager)
    for address in ("/calendar/", "/timeline/"):
        with django_assert_max_num_queries(8):
            context = client.get(address, {"day": "2026-11-02"}).context
    assert context["count"] - context["left_off"] == 800
