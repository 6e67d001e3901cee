"""The list of vendor orders shows what presses first, in groups if asked, and never asks the database more for more rows."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.core import workflow
from config.core.actors import CLOCK, VENDOR
from vendors import services
from vendors.models import Property, VendorWorkOrder

LIST = "/vendor-orders/"
BOARD = "/vendor-orders/board/"


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


@pytest.fixture
def sent(make_order, manager):
    """``sent(response="declined")``: an order in progress, with these values."""

    def send(**fields):
        details = {name: fields.pop(name) for name in ("vendor", "title") if name in fields}
        order = workflow.take_step(make_order(**details), "send", by=manager)
        VendorWorkOrder.objects.filter(pk=order.pk).update(**fields)
        return VendorWorkOrder.objects.get(pk=order.pk)

    return send


def numbers(response):
    return [row["order"].number for each in response.context["groups"] for row in each["rows"]]


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def test_overdue_orders_come_first_and_then_those_without_a_reply(desk, sent, make_order):
    silent = sent(sent_at=days_ago(4))
    late = sent(scheduled_at=days_ago(1), response="scheduled")
    fresh = sent()
    draft = make_order()
    assert numbers(desk.get(LIST)) == [each.number for each in (late, silent, draft, fresh)]


def test_the_list_is_grouped_by_vendor_those_first_where_something_presses(
    desk, sent, plumber, plasterer, make_order
):
    make_order(vendor=None)
    sent(vendor=plumber)
    sent(vendor=plumber)
    sent(vendor=plasterer, sent_at=days_ago(4))
    groups = desk.get(LIST, {"group": "vendor"}).context["groups"]
    assert [(each["head"], each["count"]) for each in groups] == [
        ("Smooth Walls", 1),
        ("Pipe & Co", 2),
        ("No vendor yet", 1),
    ]


def test_a_group_counts_its_orders_on_further_pages_too(desk, make_order):
    for _nth in range(53):
        make_order()
    first = desk.get(LIST, {"group": "property"})
    assert first.context["groups"][0]["head"] == "12 Alder Lane"
    assert (len(numbers(first)), first.context["groups"][0]["count"]) == (50, 53)
    second = desk.get(LIST, {"group": "property", "page": 2})
    assert not set(numbers(first)) & set(numbers(second))
    assert (len(numbers(second)), second.context["groups"][0]["count"]) == (3, 53)


@pytest.mark.parametrize(
    ("look", "fields"),
    [
        ("late", {"scheduled_at": days_ago(1), "response": "scheduled"}),
        ("silent", {"sent_at": days_ago(4)}),
        ("another", {"response": "declined", "answered_at": days_ago(0)}),
        ("another", {"response": "viewed", "escalated_at": days_ago(0)}),
        ("news", {"has_news": True, "response": "accepted", "answered_at": days_ago(0)}),
    ],
)
def test_what_wants_attention_is_found_and_nothing_else(desk, sent, look, fields):
    wanted = sent(**fields)
    sent(response="accepted", answered_at=days_ago(0), sent_at=days_ago(9))
    response = desk.get(LIST, {"look": look})
    assert numbers(response) == [wanted.number]
    assert response.context["page"].paginator.count == 1


@pytest.mark.parametrize(
    "query",
    [
        {"response": "viewed"},
        {"vendor": "of the order"},
        {"property": "of the order"},
        {"trade": "of the order"},
        {"where": "quarry"},
        {"since": "2025-01-05", "until": "2025-01-06"},
        {"q": "gutter"},
    ],
)
def test_each_filter_leaves_the_one_order_it_is_about(
    desk, sent, manager, trade, plasterer, query, make_order
):
    make_order()
    elsewhere = services.submit(
        by=manager,
        home=Property.objects.create(address="7 Quarry Road"),
        name="Piet",
        email="",
        reports=[services.Report("The gutter leaks")],
    )
    order = services.open_order(
        by=manager,
        request=elsewhere,
        issues=list(elsewhere.issues.all()),
        trade=trade("drywall"),
        title="Mend the gutter",
        description="Mend it",
        vendor=plasterer,
    )
    order = workflow.take_step(order, "send", by=manager)
    VendorWorkOrder.objects.filter(pk=order.pk).update(
        response="viewed", created_at=datetime(2025, 1, 5, 12, tzinfo=UTC)
    )
    keys = {"vendor": plasterer.pk, "property": elsewhere.home_id, "trade": order.trade_id}
    query = {name: keys[name] if text == "of the order" else text for name, text in query.items()}
    assert numbers(desk.get(LIST, query)) == [order.number]


def test_nonsense_in_the_address_is_left_out(desk, make_order):
    order = make_order()
    asked = "status=x&vendor=-1&trade=9999999999999999999999&property=%00&since=31.31.2020&group=z&look=y&sort=-w&page=-4"
    response = desk.get(f"{LIST}?{asked}")
    assert response.status_code == 200
    assert numbers(response) == [order.number]
    assert desk.get(f"{BOARD}?{asked}").status_code == 200


@pytest.mark.parametrize(
    "address", [LIST, f"{LIST}?group=vendor", BOARD, f"{BOARD}?group=property"]
)
def test_the_pages_ask_the_database_no_more_for_forty_orders_than_for_two(
    desk, make_order, manager, address, django_assert_max_num_queries
):
    desk.get(address)  # what is remembered for all pages
    for count in (2, 38):
        for nth in range(count):
            order = make_order()
            if nth % 2:
                workflow.take_step(order, "send", by=manager)
        with django_assert_max_num_queries(6):
            desk.get(address)


def test_the_export_has_the_purchase_amount_for_those_who_dispatch_alone(
    client, dispatcher, reader, make_order
):
    make_order(amount="181.50", title="=1+1")
    address = reverse("vendors:export_orders")
    client.force_login(dispatcher)
    table = client.get(address).getvalue().decode()
    assert "181.5" in table
    assert "'=1+1" in table
    client.force_login(reader)
    table = client.get(address).getvalue().decode()
    assert "VW-" in table
    assert "181.5" not in table
    assert "CANARY" not in table


def test_the_board_has_the_four_statuses_with_their_cards(desk, sent, make_order, manager):
    make_order()
    sent()
    workflow.take_step(sent(), "complete", by=manager)
    workflow.take_step(make_order(), "cancel", by=manager)
    columns = desk.get(BOARD).context["columns"]
    assert [(each["status"], each["count"], each["shown"]) for each in columns] == [
        ("draft", 1, 1),
        ("in_progress", 1, 1),
        ("completed", 1, 1),
        ("canceled", 1, 1),
    ]


def test_a_card_of_the_board_moves_its_order_and_comes_back_to_the_board(desk, make_order):
    order = make_order()
    page = desk.get(BOARD).content.decode()
    step = reverse("vendors:order_step", args=[order.number, "send"])
    assert f'formaction="{step}"' in page
    response = desk.post(step, {"seen": "draft", "next": f"{BOARD}?group=vendor"})
    assert response.url == f"{BOARD}?group=vendor"
    assert VendorWorkOrder.objects.get(pk=order.pk).status == "in_progress"


def test_who_may_only_read_sees_no_buttons_and_a_stranger_sees_nothing(
    client, reader, stranger, make_order
):
    make_order()
    client.force_login(reader)
    assert "formaction" not in client.get(BOARD).content.decode()
    client.force_login(stranger)
    assert client.get(LIST).status_code == 403
    assert client.get(BOARD).status_code == 403


# What is new


@pytest.mark.parametrize("where", [LIST, BOARD, f"{LIST}?group=vendor"])
@pytest.mark.parametrize(
    ("action", "word"), [("reply", "Vendor replied"), ("bounce", "E-mail came back")]
)
def test_a_reply_and_a_returned_e_mail_are_told_apart(desk, sent, where, action, word):
    order = sent(has_news=True)
    order.log("reply", by=VENDOR)
    order.log(action, by=CLOCK)
    text = desk.get(where).text
    assert word in text
    assert ({"Vendor replied", "E-mail came back"} - {word}).pop() not in text


@pytest.mark.parametrize("step", ["complete", "cancel"])
def test_what_comes_after_the_end_is_listed_among_the_news_that_are_counted(
    desk, sent, manager, step
):
    at_work, done = sent(), workflow.take_step(sent(), step, by=manager)
    sent()
    for order in (at_work, done):
        order.log("reply", by=VENDOR)
        VendorWorkOrder.objects.filter(pk=order.pk).update(has_news=True)
    shown = desk.get(LIST, {"look": "news"})
    assert set(numbers(shown)) == {at_work.number, done.number}
    assert shown.context["page"].paginator.count == 2
    assert desk.get("/nav-counts/").json()["vendor-orders"] == 2
    assert shown.text.count("Vendor replied") == 2
    assert done.number in desk.get(BOARD, {"look": "news"}).text
    assert done.number not in numbers(desk.get(LIST))
