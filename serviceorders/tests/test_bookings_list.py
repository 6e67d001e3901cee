from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from config.core import workflow
from config.core.actors import CLIENT
from serviceorders import services
from serviceorders.models import ServiceType

URL = "/bookings/"


@pytest.fixture
def diagnosis():
    return ServiceType.objects.create(name="Phone diagnosis", minutes=30)


@pytest.fixture
def book(manager, cleo, diagnosis):
    """A booking made by staff, of Cleo for a diagnosis, tomorrow at ten unless told otherwise."""

    def make(by=manager, **details):
        tomorrow = timezone.now().replace(hour=10, minute=0) + timedelta(days=1)
        details = {"client": cleo, "service_type": diagnosis, "starts_at": tomorrow} | details
        return services.make_booking(by=by, **details)

    return make


def numbers(response):
    return [booking.number for booking in response.context["page"]]


def test_the_list_shows_open_bookings_in_the_order_of_time(client, manager, book):
    late = book(starts_at=timezone.now() + timedelta(days=3))
    soon = book(starts_at=timezone.now() + timedelta(days=1))
    workflow.take_step(book(), "cancel", by=manager)
    client.force_login(manager)

    response = client.get(URL)

    assert numbers(response) == [soon.number, late.number]
    assert response.context["open_count"] == 2


def test_several_statuses_can_be_asked_for(client, manager, book):
    asked = book(by=CLIENT)
    cancelled = workflow.take_step(book(), "cancel", by=manager)
    book()
    client.force_login(manager)

    response = client.get(URL, {"status": ["requested", "cancelled"]})

    assert set(numbers(response)) == {asked.number, cancelled.number}


def test_the_counts_keep_the_other_filters_and_ignore_the_status(client, manager, book, cleo):
    book(by=CLIENT)
    book()
    other = services.find_or_make_client(name="Ben", email="", phone="", language="en")
    book(client=other)
    client.force_login(manager)

    counts = client.get(URL, {"q": "cleo", "status": "requested"}).context["counts"]

    assert {count["status"]: count["number"] for count in counts if count["number"]} == {
        "requested": 1,
        "confirmed": 1,
    }


def test_a_count_adds_its_status_to_those_shown_and_takes_it_away_again(client, manager, book):
    book(by=CLIENT)
    client.force_login(manager)

    counts = client.get(URL, {"status": "requested", "q": "cleo"}).context["counts"]

    queries = {count["status"]: count["query"] for count in counts}
    assert queries["confirmed"] == "?status=confirmed&status=requested&q=cleo"
    assert queries["requested"] == "?q=cleo"


def test_days_and_service_narrow_the_list(client, manager, book):
    london = ZoneInfo("Europe/London")
    book(starts_at=datetime(2027, 6, 1, 23, 30, tzinfo=london))
    wanted = book(starts_at=datetime(2027, 6, 2, 0, 15, tzinfo=london))
    other = ServiceType.objects.create(name="Screen", minutes=60)
    book(starts_at=datetime(2027, 6, 2, 9, 0, tzinfo=london), service_type=other)
    client.force_login(manager)

    days = {"since": "2027-06-02", "until": "2027-06-02"}
    response = client.get(URL, days | {"type": wanted.service_type_id})

    assert numbers(response) == [wanted.number]
    assert [name for _pk, name in response.context["types"]] == ["Phone diagnosis", "Screen"]


def test_a_search_finds_closed_bookings_too(client, manager, book):
    cancelled = workflow.take_step(book(), "cancel", by=manager)
    client.force_login(manager)

    assert numbers(client.get(URL, {"q": cancelled.number})) == [cancelled.number]


def test_a_page_holds_fifty(client, manager, book):
    for _each in range(51):
        book(by=CLIENT)
    client.force_login(manager)

    first, second = client.get(URL), client.get(URL, {"page": 2})

    assert (len(numbers(first)), len(numbers(second))) == (50, 1)


@pytest.mark.parametrize(
    "query",
    [
        {"since": "9999-12-31", "until": "0001-01-01"},
        {"type": "9" * 30},
        {"type": "x"},
        {"status": "nonsense"},
        {"q": "a\0b"},
        {"q": "x" * 5000},
        {"page": "-4"},
        {"week": "2026-W99", "view": "week"},
        {"week": "9999-W01", "view": "week"},
    ],
)
def test_nonsense_in_the_address_is_no_error(client, manager, book, query):
    book()
    client.force_login(manager)
    assert client.get(URL, query).status_code == 200


def test_htmx_is_answered_with_the_list_alone(client, manager, book):
    booking = book()
    client.force_login(manager)

    text = client.get(URL, headers={"HX-Request": "true"}).text

    assert booking.number in text
    assert "<html" not in text


def test_requested_bookings_stand_out(client, manager, book):
    book(by=CLIENT)
    client.force_login(manager)
    assert "Waiting for you" in client.get(URL).text


@pytest.mark.parametrize("address", [URL, "/bookings/?view=week"])
def test_more_rows_take_no_more_queries(
    client, manager, book, address, django_assert_max_num_queries
):
    client.force_login(manager)
    now = timezone.now()
    book(starts_at=now)
    with django_assert_max_num_queries(6) as with_one:
        client.get(address)
    for _each in range(2):
        book(starts_at=now)
    with django_assert_max_num_queries(6) as with_three:
        client.get(address)
    assert len(with_one) == len(with_three)


def test_a_stranger_sees_no_bookings(client, stranger):
    client.force_login(stranger)
    assert client.get(URL).status_code == 403


# The week


def week_of(client, name):
    return client.get(URL, {"view": "week", "week": name}).context


def test_the_week_places_a_booking_on_its_day_and_half_hours(client, manager, book):
    london = ZoneInfo("Europe/London")
    booking = book(
        starts_at=datetime(2027, 6, 2, 9, 15, tzinfo=london),
        ends_at=datetime(2027, 6, 2, 10, 45, tzinfo=london),
    )
    client.force_login(manager)

    days = week_of(client, "2027-W22")["days"]

    assert [len(day.blocks) for day in days] == [0, 0, 1, 0, 0, 0, 0]
    block = days[2].blocks[0]
    assert (block.booking, block.row, block.span) == (booking, 3, 4)  # 9:00 to 11:00, from 8:00
    assert (block.column, block.width) == (1, 12)


def test_bookings_at_one_time_stand_side_by_side(client, manager, book):
    start = datetime(2027, 6, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))
    for minutes in (0, 15, 60):
        book(starts_at=start + timedelta(minutes=minutes))
    client.force_login(manager)

    blocks = week_of(client, "2027-W22")["days"][2].blocks

    assert [(block.column, block.width) for block in blocks] == [(1, 6), (7, 6), (1, 12)]


def test_the_week_shows_hours_beyond_the_usual_where_there_are_bookings(client, manager, book):
    london = ZoneInfo("Europe/London")
    book(
        starts_at=datetime(2027, 6, 2, 6, 30, tzinfo=london),
        ends_at=datetime(2027, 6, 3, 1, 0, tzinfo=london),
    )
    client.force_login(manager)

    context = week_of(client, "2027-W22")

    assert (context["hours"][0].hour, context["hours"][-1].hour) == (6, 23)
    block = context["days"][2].blocks[0]
    assert block.row - 1 + block.span == context["rows"]


def test_the_week_leads_to_its_neighbours_over_new_year(client, manager):
    client.force_login(manager)
    context = week_of(client, "2026-W53")
    assert (context["before"], context["after"]) == ("2026-W52", "2027-W01")


def test_the_week_has_no_inline_styles(client, manager, book):
    book(starts_at=timezone.now())
    client.force_login(manager)
    assert "style=" not in client.get(URL, {"view": "week"}).text
