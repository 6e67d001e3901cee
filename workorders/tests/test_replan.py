"""An order is moved to another day by hand, with or without JavaScript; what cannot be moved says why."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from workorders.models import WorkOrder
from workorders.services.orders import change_order
from workorders.tests.finishing import finished

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def planned(make_work):
    """From Monday 08:30 to Wednesday 16:00, in winter."""
    return make_work(
        planned_start=datetime(2026, 11, 23, 8, 30, tzinfo=LONDON),
        planned_end=datetime(2026, 11, 25, 16, tzinfo=LONDON),
    )


def move(client, order, date, seen=None, **more):
    return client.post(
        f"/work-orders/{order.number}/replan/",
        {"date": date, "seen": seen or order.version},
        **more,
    )


def dragged(client, order, date, seen=None):
    return move(client, order, date, seen, headers={"X-Moved-By": "calendar"})


def test_an_order_keeps_its_hour_and_its_length_on_the_new_day(client, dispatcher, planned):
    client.force_login(dispatcher)
    assert move(client, planned, "2026-12-01").status_code == 302
    order = WorkOrder.objects.get()
    assert order.planned_start.astimezone(LONDON) == datetime(2026, 12, 1, 8, 30, tzinfo=LONDON)
    assert order.planned_end.astimezone(LONDON) == datetime(2026, 12, 3, 16, tzinfo=LONDON)
    assert order.history.first().action == "edited"


def test_it_keeps_its_hour_of_the_clock_when_the_clocks_change(client, dispatcher, planned):
    client.force_login(dispatcher)
    move(client, planned, "2027-03-27")  # they go forward on the 28th
    order = WorkOrder.objects.get()
    assert order.planned_start == datetime(2027, 3, 27, 8, 30, tzinfo=UTC)
    assert order.planned_end == datetime(2027, 3, 29, 15, tzinfo=UTC)


def test_an_order_that_only_was_due_begins_at_nine(client, dispatcher, make_work):
    order = make_work(due_at=datetime(2026, 11, 27, 17, tzinfo=UTC))
    client.force_login(dispatcher)
    move(client, order, "2026-11-25")
    order = WorkOrder.objects.get()
    assert order.planned_start == datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert order.due_at == datetime(2026, 11, 27, 17, tzinfo=UTC)


def test_a_dragged_order_is_answered_with_a_line_of_text(client, dispatcher, planned):
    client.force_login(dispatcher)
    answer = dragged(client, planned, "2026-11-30")
    assert answer.status_code == 200
    assert answer.content.decode() == f"{planned.number} is planned for Monday 30 November 2026."


def test_a_sealed_order_stays_where_it_is_and_says_why(client, dispatcher, planned):
    finished(planned)
    client.force_login(dispatcher)
    answer = dragged(client, planned, "2026-11-30", seen=WorkOrder.objects.get().version)
    assert answer.status_code == 409
    assert "sealed" in answer.content.decode()
    assert WorkOrder.objects.get().planned_start == planned.planned_start


def test_of_two_people_the_second_is_told_who_was_first(client, dispatcher, manager, planned):
    seen = planned.version
    change_order(planned, by=manager, title="Another title")
    client.force_login(dispatcher)
    answer = dragged(client, planned, "2026-11-30", seen=seen)
    assert answer.status_code == 409
    assert "Maya" in answer.content.decode()
    assert WorkOrder.objects.get().planned_start == planned.planned_start


@pytest.mark.parametrize(
    "date", ["", "soon", "2026-02-30", "1826-11-23", "2100-01-01", "2099-12-31"]
)
def test_a_day_that_is_none_is_refused_and_kept_in_the_form(client, dispatcher, planned, date):
    client.force_login(dispatcher)
    answer = move(client, planned, date)
    assert answer.status_code == 422
    assert f'value="{date}"' in answer.content.decode() or not date
    assert WorkOrder.objects.get().planned_start == planned.planned_start


def test_without_javascript_a_page_asks_for_the_day_and_leads_back(client, dispatcher, planned):
    client.force_login(dispatcher)
    page = client.get(f"/work-orders/{planned.number}/replan/?next=/calendar/").content.decode()
    assert 'value="2026-11-23"' in page
    answer = client.post(
        f"/work-orders/{planned.number}/replan/",
        {"date": "2026-11-30", "seen": planned.version, "next": "/calendar/?view=week"},
    )
    assert answer.url == "/calendar/?view=week"


def test_it_leads_to_no_other_site(client, dispatcher, planned):
    client.force_login(dispatcher)
    answer = client.post(
        f"/work-orders/{planned.number}/replan/",
        {"date": "2026-11-30", "seen": planned.version, "next": "//evil.example/"},
    )
    assert answer.url == planned.get_absolute_url()


def test_only_those_who_plan_move_orders(client, technician, reader, planned):
    for person in (technician, reader):
        client.force_login(person)
        assert move(client, planned, "2026-11-30").status_code == 403
    assert WorkOrder.objects.get().planned_start == planned.planned_start
