"""Properties: the list, the page of one, what is typed about them, and those that fit what is being typed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.core import workflow
from config.core.dates import months_after
from vendors import services
from vendors.models import Property, ServiceRequest
from vendors.views.properties import SORTS, first_covered

PROPERTIES = "/properties/"


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


def typed(**fields):
    return {
        "address": "5 Elm Row\r\nBath", "community": "Elm", "lot": "17", "homeowner": "Ann Lee",
        "email": "ann@example.org", "phone": "+442079460018", "language": "en",
        "closed_on": "2026-01-31", "warranty_months": "12", "notes": "", "once": "k1",
    } | fields  # fmt: skip


def add(address, months=12, closed_on=None, **fields):
    return Property.objects.create(
        address=address, warranty_months=months, closed_on=closed_on, **fields
    )


def listed(response):
    text = response.text
    homes = [home for home in Property.objects.all() if f'href="{home.get_absolute_url()}"' in text]
    homes.sort(key=lambda home: text.index(f'href="{home.get_absolute_url()}"'))
    return [str(home) for home in homes]


# The list


def test_a_row_says_who_lives_there_and_what_is_going_on(desk, home, asked, make_order, manager):
    workflow.take_step(make_order(), "send", by=manager)
    make_order(1), make_order(1)
    text = desk.get(PROPERTIES).text
    for words in ("12 Alder Lane", "Alder Park", "Nora Quill", "In warranty"):
        assert words in text
    assert '2 <span class="muted">Draft</span>' in text
    assert '1 <span class="muted">In progress</span>' in text
    assert '<td class="num c2 r">1<span' in text


def test_the_warranty_filter_agrees_with_each_property(desk):
    today = timezone.localdate()
    for months in (0, 1, 12, 24):
        for days in (-1, 0, 1):
            closed_on = months_after(today, -months) + timedelta(days=days)
            add(f"{months} {days:+}", months, closed_on)
    add("Unknown")
    for answer, name in ((True, "in"), (False, "out"), (None, "unknown")):
        expected = {
            str(home) for home in Property.objects.all() if home.in_warranty(today) is answer
        }
        assert set(listed(desk.get(PROPERTIES, {"warranty": name}))) == expected


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 3, 30), 1, date(2026, 3, 1)),  # the warranty of 28 February ended on the 28th
        (date(2026, 3, 28), 1, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, date(2026, 1, 28)),
        (date(2028, 2, 29), 12, date(2027, 3, 1)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
        (date(2026, 5, 5), 600, date(1976, 5, 5)),
    ],
)
def test_the_first_closing_date_that_is_covered(day, months, first):
    assert first_covered(day, months) == first
    assert months_after(first, months) >= day > months_after(first - timedelta(days=1), months)


def test_properties_are_found_by_community_and_by_words(desk, home):
    add("5 Elm Row", community="Elm", homeowner="Ann Lee")
    assert listed(desk.get(PROPERTIES, {"community": "Elm"})) == ["5 Elm Row"]
    assert listed(desk.get(PROPERTIES, {"q": "quill"})) == ["12 Alder Lane"]
    assert "Nothing fits these filters" in desk.get(PROPERTIES, {"q": "nowhere"}).text


def test_the_list_can_be_sorted_by_every_column_it_offers(desk, home, make_order):
    make_order()
    add("1 First Way")
    for sort in SORTS:
        assert f"sort={sort}" in desk.get(PROPERTIES).text or sort == "address"
        assert len(listed(desk.get(PROPERTIES, {"sort": f"-{sort}"}))) == 2
    assert listed(desk.get(PROPERTIES, {"sort": "-requests"})) == ["12 Alder Lane", "1 First Way"]
    assert listed(desk.get(PROPERTIES, {"sort": "-closed"})) == ["12 Alder Lane", "1 First Way"]
    assert listed(desk.get(PROPERTIES, {"sort": "closed"})) == ["12 Alder Lane", "1 First Way"]


@pytest.mark.parametrize(
    "asked",
    [
        {"warranty": "x"}, {"community": "x" * 999}, {"q": "\0"}, {"sort": "notes"},
        {"page": "999"}, {"page": "-1"}, {"q": "'\"%_"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_left_out(desk, home, asked):
    assert desk.get(PROPERTIES, asked).status_code == 200


def test_more_properties_take_no_more_queries(client, manager, home, django_assert_max_num_queries):
    client.force_login(manager)
    add("Second")
    asked = {"warranty": "out", "community": ""}
    client.get(PROPERTIES, asked)
    with django_assert_max_num_queries(6) as with_two:
        client.get(PROPERTIES, asked)
    for number in range(38):
        add(f"{number} Way", months=number, closed_on=date(2020, 1, 1), community=f"C{number}")
    with django_assert_max_num_queries(6) as with_forty:
        client.get(PROPERTIES, asked)
    assert len(with_forty) == len(with_two)


def test_the_export_has_what_the_list_has(client, reader, home):
    add("=5 Elm Row", community="Elm", closed_on=date(2020, 2, 29), months=12)
    client.force_login(reader)
    response = client.get("/properties/export.csv", {"community": "Elm"})
    header, line = response.getvalue().decode().splitlines()
    assert header.endswith('"Draft","In progress","Completed"')
    assert line.startswith('"\'=5 Elm Row","Elm"')
    assert '"2020-02-29","2021-02-28","no","0","0","0","0"' in line


# The page


def test_the_page_shows_requests_and_orders_and_which_may_be_rework(
    desk, home, asked, make_order, manager
):
    done = workflow.take_step(make_order(), "send", by=manager)
    workflow.take_step(done, "complete", by=manager)
    again = make_order()
    text = desk.get(home.get_absolute_url()).text
    assert asked.number in text
    assert "1 of 2" in text
    assert text.count("Possible rework") == 1
    assert text.index(again.number) < text.index("Possible rework") < text.index(done.number)
    assert "CANARY" not in text


def test_the_page_takes_no_more_queries_for_more_orders(
    client, manager, home, asked, make_order, django_assert_max_num_queries
):
    client.force_login(manager)
    make_order(), make_order()
    client.get(home.get_absolute_url())
    with django_assert_max_num_queries(8) as with_two:
        client.get(home.get_absolute_url())
    for number in range(38):
        report = services.Report("It drips")
        services.submit(by=manager, home=home, name=f"N{number}", reports=[report])
        make_order()
    with django_assert_max_num_queries(8) as with_forty:
        client.get(home.get_absolute_url())
    assert len(with_forty) == len(with_two)


# What is typed


def test_a_new_property_is_kept_once_however_often_its_form_is_sent(desk):
    first = desk.post("/properties/new/", typed())
    second = desk.post("/properties/new/", typed())
    home = Property.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == f"/properties/{home.pk}/"
    assert (home.address, home.closed_on) == ("5 Elm Row\nBath", date(2026, 1, 31))


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": ""}, {"address": " \r\n "}, {"address": "x" * 301}, {"email": "x"},
        {"email": "a@example.org\r\nCc: b@example.org"}, {"phone": "1"}, {"language": "xx"},
        {"closed_on": "1899-12-31"}, {"closed_on": "2100-01-01"}, {"closed_on": "0001-01-01"},
        {"warranty_months": "-1"}, {"warranty_months": "601"}, {"warranty_months": ""},
        {"warranty_months": "9" * 30}, {"homeowner": "a\0b"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_what_was_typed_is_still_there(desk, wrong):
    response = desk.post("/properties/new/", typed(notes="Key under the pot") | wrong)
    assert response.status_code == 422
    assert "Key under the pot" in response.text
    assert not Property.objects.exists()


def test_a_home_is_there_once_however_its_address_is_broken_into_lines(desk, home):
    response = desk.post("/properties/new/", typed(address="12  alder lane Bristol"))
    assert response.status_code == 422
    assert "This property is there already." in response.text


def test_requests_are_found_by_the_new_address(desk, home, asked):
    address = reverse("vendors:edit_property", args=[home.pk])
    assert "12 Alder Lane" in desk.get(address).text
    assert desk.post(address, typed()).status_code == 302
    assert list(ServiceRequest.objects.matching("elm row")) == [asked]
    assert not ServiceRequest.objects.matching("alder lane").exists()


# What is being typed


def test_suggestions_are_of_the_words_typed_in_whatever_field(desk, home):
    for name in ("q", "address", "home-address"):
        text = desk.get("/properties/find/", {name: "alder"}).text
        assert f'data-pick="{home.pk}"' in text
        assert 'data-name="12 Alder Lane"' in text
        assert 'data-contact="Alder Park · Nora Quill"' in text
    for words in ("", "a", "nowhere", "\0"):
        text = desk.get("/properties/find/", {"q": words}).text
        assert "data-pick" not in text
        assert 'id="matches"' in text
    assert desk.get("/properties/find/").status_code == 200


def test_no_more_than_eight_are_suggested(desk):
    for number in range(9):
        add(f"{number} Alder Lane")
    assert desk.get("/properties/find/", {"q": "alder"}).text.count("data-pick") == 8


# Who may


def test_readers_look_and_change_nothing(client, reader, home):
    client.force_login(reader)
    assert client.get(home.get_absolute_url()).status_code == 200
    address = reverse("vendors:edit_property", args=[home.pk])
    assert client.post(address, typed()).status_code == 403
    assert client.get("/properties/new/").status_code == 403


def test_who_may_not_see_properties_sees_none(client, technician, home):
    client.force_login(technician)
    for address in (PROPERTIES, "/properties/find/?q=alder", home.get_absolute_url()):
        assert client.get(address).status_code == 403
