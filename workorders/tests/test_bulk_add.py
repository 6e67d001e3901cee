"""Bulk add: assets times dates, looked at row by row, then all of it is made or none."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.core import workflow
from config.core.models import Email
from workorders.models import Asset, Batch, Team, WorkOrder
from workorders.tasks import make_batch

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def planner(client, dispatcher):
    client.force_login(dispatcher)
    return client


@pytest.fixture
def typed(press, van, template):
    def data(**fields):
        return {
            "asset": [press.pk, van.pk],
            "template": template.template.pk,
            "title": "",
            "kind": "maintenance",
            "priority": "high",
            "when": "dates",
            "dates": "2027-01-11\n2027-02-08",
        } | fields

    return data


def make_batches():
    """What a worker does as soon as it hears of them."""
    for batch in Batch.objects.due():
        make_batch(batch.pk)


def make(planner, data):
    answer = planner.post("/work-orders/bulk/", data | {"make": "1"})
    assert answer.status_code == 302, answer.content.decode()
    make_batches()
    return answer.headers["Location"]


def test_nothing_is_made_before_it_was_looked_at(planner, typed):
    page = planner.post("/work-orders/bulk/", typed()).content.decode()
    assert "4 orders" in page
    assert "2 assets, 2 dates" in page
    assert "Make 4 orders" in page
    assert not Batch.objects.exists()


def test_each_asset_has_an_order_on_each_date(planner, typed, technician, press, dispatcher):
    address = make(planner, typed(assignee=technician.pk))
    orders = list(WorkOrder.objects.order_by("number_seq"))
    assert [order.number_seq for order in orders] == [1, 2, 3, 4]
    first = orders[0]
    assert (first.title, first.priority, first.origin, first.asset) == (
        "Monthly check", "high", "bulk", press,
    )  # fmt: skip
    assert first.due_at.isoformat()[:10] == "2027-01-11"
    assert [task.asset for task in first.tasks.all()] == [press] * 3
    assert (first.status, first.assignee) == ("assigned", technician)
    assert [line.action for line in first.history.order_by("pk")] == ["opened", "assign"]
    assert {line.by for line in first.history.all()} == {dispatcher}
    assert WorkOrder.objects.matching("press monthly").count() == 2
    page = planner.get(address).content.decode()
    assert "4 orders are made" in page
    assert first.number in page


def test_made_in_bulk_they_can_be_worked_on_like_any(planner, typed, manager, van):
    make(planner, typed(asset=[van.pk], dates="2027-01-11"))
    order = WorkOrder.objects.get()
    assert (order.odometer, order.engine, order.stage) == (100_000, 36_000, "scheduled")
    order.tasks.update(required=False)
    assert workflow.take_step(order, "finish", by=manager).status == "completed"


def test_every_two_weeks_six_times(planner, typed, press):
    make(planner, typed(asset=[press.pk], when="every", first="2027-01-04", weeks=2, times=6))
    days = WorkOrder.objects.order_by("due_at").values_list("due_at", flat=True)
    assert [f"{day:%m-%d}" for day in days] == [
        "01-04", "01-18", "02-01", "02-15", "03-01", "03-15",
    ]  # fmt: skip


def test_tags_are_pasted(planner, typed, press, van):
    make(planner, typed(asset=[], table="p-4\nV-2\n", dates="2027-01-11"))
    assert {order.asset for order in WorkOrder.objects.all()} == {press, van}


def test_a_table_has_titles_and_dates_of_its_own(planner, typed):
    table = "tag;title;due;priority\nP-4;Belt;2027-03-01;low\nV-2;;2027-03-02 14:30;\n"
    make(planner, typed(asset=[], table=table, dates=""))
    belt, check = WorkOrder.objects.order_by("due_at")
    assert (belt.title, belt.priority) == ("Belt", "low")
    assert (check.title, check.priority) == ("Monthly check", "high")
    assert f"{check.due_at:%Y-%m-%d %H:%M}" == "2027-03-02 14:30"


def test_a_file_is_looked_at_and_made_without_being_sent_again(planner, typed):
    file = SimpleUploadedFile("list.csv", b"tag,due\nP-4,2027-03-01\n", "text/csv")
    page = planner.post("/work-orders/bulk/", typed(asset=[], file=file, dates=""))
    assert "1 order" in page.content.decode()
    shown = page.context["form"]["table"].value()
    make(planner, typed(asset=[], table=shown, dates=""))
    assert WorkOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("P-4\nX-9", "There is no asset “X-9”"),
        ("tag,due\nP-4,soon", "“soon” is no date"),
        ("tag,due\nP-4,0001-01-01", "“0001-01-01” is no date"),
        ("tag,priority\nP-4,huge", "“huge” is no priority"),
        ("P-4\nP-4", "stands above already"),
        ("tag,title\nP-4," + "x" * 151, "longer than"),
    ],
)
def test_what_is_wrong_is_said_of_its_row_and_nothing_is_made(planner, typed, table, words):
    answer = planner.post("/work-orders/bulk/", typed(asset=[], table=table, make="1"))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"asset": []}, "Tick assets"),
        ({"asset": ["x", "9" * 30]}, "Tick assets"),
        ({"dates": ""}, "Say when"),
        ({"dates": "soon"}, "is no date"),
        ({"when": "every"}, "how many times"),
        ({"when": "never"}, "Select a valid choice"),
        ({"kind": "approval"}, "Select a valid choice"),
        ({"template": "999"}, "Select a valid choice"),
        ({"planned_minutes": "-3"}, "greater than or equal"),
        ({"table": "a,b\n1,2\x00"}, ""),
    ],
)
def test_what_cannot_be_is_said_beside_it(planner, typed, fields, words):
    answer = planner.post("/work-orders/bulk/", typed(**fields, make="1"))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Batch.objects.exists()


def test_too_many_at_once_are_refused(planner, typed):
    Asset.objects.bulk_create(Asset(name=f"Pump {n}", tag=f"Q-{n}") for n in range(40))
    answer = planner.post(
        "/work-orders/bulk/",
        typed(asset=[], all="on", when="every", first="2027-01-04", weeks=1, times=104),
    )
    assert answer.status_code == 422
    assert "at most 2000" in answer.content.decode()


def test_an_order_that_is_open_for_that_day_is_a_warning(planner, typed):
    make(planner, typed())
    page = planner.post("/work-orders/bulk/", typed()).content.decode()
    assert "4 orders like these are open already" in page
    assert "Make 4 orders" in page


def test_the_same_form_sent_twice_makes_it_once(planner, typed):
    for _time in range(2):
        make(planner, typed(once="abc"))
    assert WorkOrder.objects.count() == 4


def test_one_that_cannot_be_made_takes_all_with_it(planner, typed, van):
    address = planner.post("/work-orders/bulk/", typed(make="1")).headers["Location"]
    van.status = "retired"
    van.save()
    make_batches()
    assert not WorkOrder.objects.exists()
    assert "was retired meanwhile" in planner.get(address).content.decode()
    van.status = "running"
    van.save()
    make_batches()
    assert not WorkOrder.objects.exists()


def test_waiting_it_asks_again_by_itself(planner, typed):
    address = planner.post("/work-orders/bulk/", typed(make="1")).headers["Location"]
    page = planner.get(address).content.decode()
    assert "4 orders are being made" in page
    assert f'hx-get="{address}"' in page


def test_only_who_asked_for_it_sees_it(client, planner, typed, manager):
    address = make(planner, typed())
    client.force_login(manager)
    assert client.get(address).status_code == 404


def test_who_plans_no_work_adds_none(client, technician):
    client.force_login(technician)
    assert client.get("/work-orders/bulk/").status_code == 403


@pytest.mark.parametrize(("number", "most"), [(2, 20), (180, 50)])
def test_many_orders_take_far_fewer_queries_than_there_are_orders(
    planner, typed, django_assert_max_num_queries, number, most
):
    Asset.objects.bulk_create(Asset(name=f"Pump {n}", tag=f"Q-{n}") for n in range(number))
    pumps = list(Asset.objects.filter(tag__startswith="Q-").values_list("pk", flat=True))
    data = typed(asset=pumps, dates="2027-01-11")
    assert planner.post("/work-orders/bulk/", data | {"make": "1"}).status_code == 302
    with django_assert_max_num_queries(most):
        make_batches()
    assert WorkOrder.objects.count() == number


def test_filters_narrow_what_is_offered(planner, press, van, site):
    page = planner.get("/work-orders/bulk/?kind=Vehicle").content.decode()
    assert "Van 2" in page
    assert "Press 4" not in page
    assert "Press 4" in planner.get("/work-orders/bulk/?q=press&site=x").content.decode()


def test_whoever_is_given_many_orders_at_once_hears_of_them_once(planner, typed, technician):
    make(planner, typed(assignee=technician.pk))
    told = technician.notifications.get()
    assert (told.kind, told.text) == ("work-batch", "New work orders for you: 4")
    assert told.path == "/work-orders/?who=mine"
    letter = Email.objects.get(to=technician.email)
    assert "4, from WO-" in letter.text
    assert "-0001 to WO-" in letter.text


def test_each_of_a_team_hears_of_a_batch_but_not_whoever_added_it(
    planner, typed, technician, dispatcher
):
    team = Team.objects.create(name="Night shift")
    team.members.add(technician, dispatcher)
    make(planner, typed(team=team.pk))
    assert technician.notifications.get().kind == "work-batch"
    assert not dispatcher.notifications.exists()


def test_a_batch_for_nobody_is_told_to_nobody(planner, typed):
    make(planner, typed())
    assert not Email.objects.exists()
