"""The list of work orders, its board, its views and its export."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from workorders.models import Asset, SavedView, Team, WorkOrder

LIST, BOARD = "/work-orders/", "/work-orders/board/"


@pytest.fixture
def planner(client, dispatcher):
    client.force_login(dispatcher)
    return dispatcher


def shown(client, address=LIST, **asked):
    return [row["title"] for row in client.get(address, asked).context["rows"]]


def test_each_filter_finds_what_it_names(client, planner, make_work, press, van, technician):
    now = timezone.now()
    team = Team.objects.create(name="Night shift")
    team.members.add(planner)
    make_work(van, title="Brakes", kind="repair", priority="urgent", tags=["safety"])
    make_work(title="Late", due_at=now - timedelta(days=2))
    make_work(title="Mine", assignee=planner)
    make_work(title="Of my team", team=team)
    make_work(title="Dana’s", assignee=technician)
    everything = {"Brakes", "Late", "Mine", "Of my team", "Dana’s"}
    assert set(shown(client)) == everything
    tag = WorkOrder.objects.get(title="Brakes").tags.get()
    for asked, found in [
        ({"kind": "repair"}, {"Brakes"}),
        ({"priority": "urgent"}, {"Brakes"}),
        ({"tag": tag.pk}, {"Brakes"}),
        ({"asset": "V-2"}, {"Brakes"}),
        ({"asset": van.pk}, {"Brakes"}),
        ({"due": "late"}, {"Late"}),
        ({"who": "mine"}, {"Mine", "Of my team"}),
        ({"who": f"team-{team.pk}"}, {"Of my team"}),
        ({"who": str(technician.pk)}, {"Dana’s"}),
        ({"who": "nobody"}, {"Brakes", "Late"}),
        ({"status": "assigned"}, {"Mine", "Of my team", "Dana’s"}),
        ({"stage": "started"}, set()),
        ({"q": "brak"}, {"Brakes"}),
        ({"q": "van 2"}, {"Brakes"}),
    ]:
        assert set(shown(client, **asked)) == found, asked


def test_orders_of_a_strategy(client, planner, make_work, make_strategy):
    strategy = make_strategy()
    order = make_work(title="Made by it")
    strategy.occurrences.create(
        asset=Asset.objects.first(), order=order, due_on=date(2026, 12, 1), key="x"
    )
    make_work(title="By hand")
    assert shown(client, strategy=strategy.pk) == ["Made by it"]


@pytest.mark.parametrize(
    "asked",
    [
        "?status=x&stage=y",
        "?tag=abc&who='",
        "?page=999&sort=zz",
        "?due=%00",
        "?q=%25%22*",
        "?who=team-0",
    ],
)
def test_nonsense_in_the_address_is_left_out(client, planner, make_work, asked):
    make_work()
    assert client.get(LIST + asked).status_code == 200
    assert client.get(BOARD + asked).status_code == 200


def test_what_is_due_first_stands_first(client, planner, make_work):
    now = timezone.now()
    make_work(title="Some day")
    make_work(title="Next week", due_at=now + timedelta(days=7))
    make_work(title="Tomorrow", due_at=now + timedelta(days=1))
    assert shown(client) == ["Tomorrow", "Next week", "Some day"]
    assert shown(client, sort="-due") == ["Next week", "Tomorrow", "Some day"]


@pytest.mark.parametrize("address", [LIST, BOARD])
def test_more_orders_take_no_more_queries(
    client, planner, make_work, address, django_assert_max_num_queries
):
    for n in range(2):
        make_work(title=f"Order {n}")
    with django_assert_max_num_queries(6) as with_two:
        client.get(address)
    for n in range(38):
        make_work(title=f"More {n}", tags=["often"])
    with django_assert_max_num_queries(6) as with_forty:
        client.get(address)
    assert len(with_forty) <= len(with_two)


def test_the_board_has_a_column_for_each_status_and_moves_cards(client, planner, make_work):
    order = make_work(title="Brakes")
    page = client.get(BOARD)
    columns = {column["status"]: column for column in page.context["columns"]}
    assert [row["title"] for row in columns["open"]["rows"]] == ["Brakes"]
    assert f'id="{order.number}"' in page.content.decode()
    moved = client.post(order.step_url("start"), {"seen": "open", "next": f"{BOARD}#{order}"})
    assert moved.url == f"{BOARD}#{order}"
    page = client.get(BOARD)
    columns = {column["status"]: column for column in page.context["columns"]}
    assert [row["title"] for row in columns["in_progress"]["rows"]] == ["Brakes"]


def test_a_card_that_was_moved_meanwhile_stays_where_it_is(client, planner, make_work):
    order = make_work()
    client.post(order.step_url("start"), {"seen": "open"})
    page = client.post(order.step_url("plan"), {"seen": "open", "next": BOARD}, follow=True)
    assert WorkOrder.objects.get().status == "in_progress"
    assert "was moved to" in page.content.decode()


def test_a_reader_sees_cards_without_buttons(client, reader, make_work):
    order = make_work()
    client.force_login(reader)
    page = client.get(BOARD).content.decode()
    assert order.number in page
    assert order.step_url("start") not in page


def test_a_view_is_kept_opened_and_removed_by_its_owner_alone(client, planner, reader):
    response = client.post(f"{LIST}views/", {"name": "Late ones", "query": "due=late&page=3"})
    assert response.url == f"{LIST}?due=late"
    view = SavedView.objects.get()
    assert "Late ones" in client.get(LIST).content.decode()
    client.force_login(reader)
    assert "Late ones" not in client.get(LIST).content.decode()
    assert client.post(f"{LIST}views/{view.pk}/remove/").status_code == 404
    client.force_login(planner)
    client.post(f"{LIST}views/{view.pk}/remove/")
    assert not SavedView.objects.exists()


def test_the_export_has_what_is_filtered(client, planner, make_work):
    make_work(title="=cmd()", priority="high")
    make_work(title="Other")
    lines = b"".join(client.get(f"{LIST}export.csv?priority=high").streaming_content).decode()
    assert "'=cmd()" in lines
    assert "Press 4 (P-4)" in lines
    assert "Other" not in lines


def test_a_stranger_sees_nothing(client, stranger):
    client.force_login(stranger)
    for address in (LIST, BOARD, f"{LIST}export.csv"):
        assert client.get(address).status_code == 403
