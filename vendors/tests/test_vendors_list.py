"""The list of vendors: who is in it, in which order, and what it says of each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.core import workflow
from vendors import services
from vendors.models import Vendor
from vendors.views.vendors import SORTS

VENDORS = "/vendors/"


@pytest.fixture
def shown(client, dispatcher):
    """``shown(trade="plumbing")`` is the text of the list so asked for."""
    client.force_login(dispatcher)

    def get(**asked):
        response = client.get(VENDORS, asked)
        assert response.status_code == 200
        return response.text

    return get


def listed(text):
    """The companies in the order of the page."""
    names = Vendor.objects.values_list("company", flat=True)
    found = {name: text.find(f">{name}</a>") for name in (n.replace("&", "&amp;") for n in names)}
    return [name for name, at in sorted(found.items(), key=lambda pair: pair[1]) if at >= 0]


def today(**later):
    return timezone.localdate() + timedelta(**later)


def test_a_row_says_what_the_vendor_does_and_how_well(shown, make_order, make_vendor, manager):
    vendor = make_vendor("Drips", "plumbing", "tile", phone="+442079460018", area="North")
    order = workflow.take_step(make_order(vendor=vendor), "send", by=manager)
    services.accept(order)
    workflow.take_step(order, "complete", by=manager)
    order = workflow.take_step(make_order(vendor=vendor), "send", by=manager)
    services.accept(order)
    text = shown()
    for words in ("Plumbing, Tile", "Ada", "+44", "North", "0.0 d", "0 %"):
        assert words in text
    assert '<td class="num c2 r">1<span' in text
    assert '<span class="tag public">1<span' in text


def test_insurance_that_ended_alarms_and_one_that_ends_soon_warns(shown, make_vendor):
    make_vendor("Ended", insured_until=today(days=-1))
    make_vendor("Soon", insured_until=today(days=30))
    make_vendor("Fine", insured_until=today(days=31))
    make_vendor("Nobody knows")
    text = shown()
    assert '<span class="late">ended Yesterday</span>' in text
    assert text.count('class="late"') == text.count('class="soon"') == 1
    assert listed(shown(insurance="ended")) == ["Ended"]
    assert listed(shown(insurance="soon")) == ["Soon"]
    assert listed(shown(insurance="insured")) == ["Fine", "Soon"]
    assert listed(shown(insurance="unknown")) == ["Nobody knows"]


def test_insurance_that_ends_today_has_not_ended(shown, make_vendor):
    make_vendor("Today", insured_until=today())
    assert listed(shown(insurance="ended")) == []
    assert 'class="soon"' in shown()


def test_vendors_are_found_by_trade_and_by_words(shown, plumber, plasterer):
    assert listed(shown(trade="paint")) == ["Smooth Walls"]
    assert listed(shown(q="pipe")) == ["Pipe &amp; Co"]
    assert listed(shown(q="smoothwalls@example")) == ["Smooth Walls"]
    assert "Nothing fits these filters" in shown(q="nobody")


def test_inactive_vendors_stand_apart(shown, plumber, plasterer):
    Vendor.objects.filter(pk=plumber.pk).update(active=False)
    assert listed(shown()) == ["Smooth Walls"]
    assert listed(shown(state="inactive")) == ["Pipe &amp; Co"]


@pytest.mark.parametrize("sort", ["answer", "complete", "on_time", "rework", "insured"])
def test_what_is_not_known_comes_last_either_way(
    shown, make_order, manager, make_vendor, plumber, sort
):
    make_vendor("Always First", "plumbing")
    Vendor.objects.filter(pk=plumber.pk).update(insured_until=today())
    order = workflow.take_step(make_order(), "send", by=manager)
    order = services.schedule(order, by=manager, at=timezone.now())
    workflow.take_step(order, "complete", by=manager)
    for asked in (sort, f"-{sort}"):
        assert listed(shown(sort=asked)) == ["Pipe &amp; Co", "Always First"]


def test_who_has_most_open_orders_can_come_first(shown, make_order, make_vendor):
    make_order()
    make_vendor("Always First", "plumbing")
    assert listed(shown(sort="open")) == ["Always First", "Pipe &amp; Co"]
    assert listed(shown(sort="-open")) == ["Pipe &amp; Co", "Always First"]


def test_the_list_can_be_sorted_by_every_column_it_offers(shown, plumber):
    text = shown()
    for sort in SORTS:
        assert f"sort={sort}" in text or f"sort=-{sort}" in text
        assert listed(shown(sort=sort)) == listed(shown(sort=f"-{sort}")) == ["Pipe &amp; Co"]


@pytest.mark.parametrize(
    "asked",
    [
        {"trade": "no such"}, {"trade": "'); drop"}, {"insurance": "x"}, {"state": "x"},
        {"sort": "notes"}, {"sort": "-"}, {"page": "999"}, {"page": "x"}, {"q": "\0" * 9},
        {"q": "x" * 999}, {"sort": "vendor__email"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_left_out(shown, plumber, asked):
    shown(**asked)


def test_htmx_gets_the_list_alone(client, dispatcher, plumber):
    client.force_login(dispatcher)
    text = client.get(VENDORS, headers={"HX-Request": "true"}).text
    assert "<html" not in text
    assert 'id="found"' in text


def test_more_vendors_take_no_more_queries(
    client, manager, make_vendor, make_order, django_assert_max_num_queries
):
    client.force_login(manager)
    make_order()
    make_vendor("Second", "paint", "tile")
    client.get(VENDORS)
    with django_assert_max_num_queries(6) as with_two:
        client.get(VENDORS)
    for number in range(38):
        make_order(vendor=make_vendor(f"V{number}", "plumbing", "hvac"))
    with django_assert_max_num_queries(6) as with_forty:
        client.get(VENDORS, {"sort": "-answer"})
    assert len(with_forty) == len(with_two)


def test_the_export_has_what_the_list_has_and_runs_no_formulas(client, reader, make_vendor):
    make_vendor("=1+1", "plumbing", insured_until=today())
    make_vendor("Walls", "paint")
    client.force_login(reader)
    response = client.get("/vendors/export.csv", {"trade": "plumbing"})
    lines = response.getvalue().decode().splitlines()
    assert len(lines) == 2
    assert "'=1+1" in lines[1]
    assert lines[1].endswith(f'"{today()}","yes"')


def test_who_may_not_see_vendors_sees_none(client, technician, plumber):
    client.force_login(technician)
    for address in (VENDORS, "/vendors/export.csv", plumber.get_absolute_url()):
        assert client.get(address).status_code == 403
