"""Work orders are written, and changed by two people at once."""

from decimal import Decimal

import pytest

from config.core import workflow
from workorders.models import Case, WorkOrder
from workorders.services.orders import change_order

NEW = "/work-orders/new/"


@pytest.fixture
def planner(client, dispatcher):
    client.force_login(dispatcher)
    return dispatcher


def typed(**fields):
    return {"title": "Brakes", "kind": "repair", "priority": "high", "once": "f1"} | fields


def test_an_order_is_made_once_with_all_that_was_typed(
    client, planner, technician, van, press, template
):
    sent = typed(
        assets=[van.pk, press.pk],
        template=template.template_id,
        assignee=technician.pk,
        tags="safety,  brakes , safety",
        planned_start="2026-12-01T08:00",
        planned_end="2026-12-01T09:30",
        due_at="2026-12-02T12:00",
        discount_kind="percent",
        discount_value="2.5",
        tax_kind="amount",
        tax_value="12.50",
    )
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    order = WorkOrder.objects.get()
    assert first.url == second.url == order.get_absolute_url()
    assert order.status == "assigned"
    assert order.tasks.count() == 6
    assert {tag.name for tag in order.tags.all()} == {"safety", "brakes"}
    assert (order.discount, order.discount_points) == (None, 250)
    assert (order.tax, order.tax_points) == (Decimal("12.5"), None)
    assert (order.odometer, order.engine) == (100_000, 36_000)


def test_kilometres_and_hours_typed_win_over_the_meters(client, planner, van):
    client.post(NEW, typed(assets=[van.pk], kilometres="123.4", hours="11.5"))
    order = WorkOrder.objects.get()
    assert (order.odometer, order.engine) == (123_400, 41_400)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "magic"}, "kind"),
        ({"planned_start": "2026-12-02T08:00", "planned_end": "2026-12-01T08:00"}, "planned_end"),
        ({"due_at": "9999-01-01T00:00"}, "due_at"),
        ({"discount_kind": "percent", "discount_value": "101"}, "discount_value"),
        ({"discount_kind": "amount", "discount_value": "0.001"}, "discount_value"),
        ({"tax_kind": "amount"}, "tax_value"),
        ({"planned_minutes": "99999999999"}, "planned_minutes"),
        ({"assets": ["x"]}, "assets"),
        ({"kind": "approval"}, "approver"),
        ({"approver_name": "Ivo"}, "approver_email"),
        ({"tags": "x" * 41}, "tags"),
        ({"kilometres": "-1"}, "kilometres"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, planner, wrong, field):
    page = client.post(NEW, typed(description="Squeals", **wrong))
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "Squeals" in page.content.decode()
    assert not WorkOrder.objects.exists()


def test_nobody_approves_their_own_work(client, planner, technician):
    sent = typed(kind="approval", assignee=technician.pk, approver=technician.pk)
    assert client.post(NEW, sent).status_code == 422


def test_a_case_begins_the_form(client, planner, press):
    case = Case(title="It squeals", asset=press)
    case.give_number()
    case.save()
    page = client.get(f"{NEW}?case={case.number}")
    assert page.context["form"].initial["title"] == "It squeals"
    assert client.get(f"{NEW}?case=CA-1999-0001&job=x&asset=zz&asset=9").status_code == 200


def test_whoever_saves_second_is_told_and_keeps_what_they_typed(
    client, planner, manager, make_work
):
    order = make_work()
    url = f"{order.get_absolute_url()}edit/"
    seen = client.get(url).context["version"]
    change_order(order, by=manager, title="By Maya")
    sent = typed(title="By Tom", version=seen)
    page = client.post(url, sent)
    assert page.status_code == 422
    assert "Maya Okafor saved changes" in page.content.decode()
    assert 'value="By Tom"' in page.content.decode()
    assert client.post(url, sent | {"version": page.context["version"]}).status_code == 302
    assert WorkOrder.objects.get().title == "By Tom"


def test_the_edit_form_shows_what_is_there(client, planner, manager, make_work, van):
    order = make_work(van, tags=["b", "a"], discount_points=250, tax=Decimal("3.5"))
    form = client.get(f"{order.get_absolute_url()}edit/").context["form"]
    assert form.initial["tags"] == "a, b"
    assert form.initial["kilometres"] == "100"
    assert form.initial["hours"] == "10"
    assert (form.initial["discount_kind"], form.initial["discount_value"]) == ("percent", "2.5")
    assert form.initial["tax_kind"] == "amount"


def test_a_sealed_order_is_not_edited(client, planner, make_work):
    order = make_work()
    workflow.take_step(order, "skip", by=planner, note="sold")
    url = f"{order.get_absolute_url()}edit/"
    assert client.get(url).url == order.get_absolute_url()
    client.post(url, typed(version=1))
    assert WorkOrder.objects.get().title == "Monthly check"


def test_the_tasks_of_a_template_are_loaded(client, planner, make_work, template):
    order = make_work(template=None)
    url = f"{order.get_absolute_url()}template/"
    assert client.post(url, {"template": "x"}).status_code == 422
    client.post(url, {"template": template.template_id})
    assert order.tasks.count() == 3


def test_a_technician_writes_no_orders(client, technician, make_work):
    client.force_login(technician)
    assert client.get(NEW).status_code == 403
    assert client.post(f"{make_work().get_absolute_url()}edit/", typed()).status_code == 403
