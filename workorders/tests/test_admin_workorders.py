"""Maintenance in the back office."""

from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.utils import timezone

from config.core import workflow
from config.core.models import User
from workorders.models import (
    ApprovalRound,
    Asset,
    Batch,
    Case,
    FeedLink,
    MachineEvent,
    MeterReading,
    Occurrence,
    ServiceJob,
    ServiceTask,
    SignOffLink,
    Site,
    Strategy,
    Tag,
    Team,
    WorkOrder,
    WorkTemplate,
)
from workorders.models.cases import CaseLink
from workorders.services import approvals, cases, feeds, orders
from workorders.services.meters import read_meter

PLACE = "/admin/workorders"
TO_READ = [
    ApprovalRound, Batch, CaseLink, FeedLink, MachineEvent, MeterReading, Occurrence, SignOffLink,
]  # fmt: skip
KEPT = [
    Asset, Case, ServiceJob, ServiceTask, Site, Strategy, Tag, Team, WorkOrder, WorkTemplate,
]  # fmt: skip


@pytest.fixture
def administrator():
    return User.objects.create_superuser("ada", "ada@example.org", "a-long-password")


@pytest.fixture
def back_office(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def case(press, technician):
    return cases.report(by=technician, asset=press, title="It leaks")


@pytest.fixture
def signed(make_work, technician, manager):
    """An order whose executor has signed, and whom an approver from outside is asked."""
    order = make_work(
        kind="approval", template=None, assignee=technician,
        approver_name="Olga", approver_email="olga@example.com",
    )  # fmt: skip
    order = workflow.take_step(order, "start", by=technician)
    return approvals.sign(order, by=technician, name="Dana Whitlock")


@pytest.fixture
def everything(make_work, make_strategy, case, signed, van, manager, technician):
    """A row in every table."""
    order = make_work(van)
    strategy = make_strategy()
    Occurrence.objects.create(
        strategy=strategy, asset=van, key="2026-12-01", due_on=date(2026, 12, 1), order=order
    )
    read_meter(van.meter("odometer"), 200_000, by=manager)
    MachineEvent.objects.create(asset=van, signal="oil", value=3.2, at=timezone.now())
    Batch.objects.create(by=manager, wanted={"shared": {}, "orders": []}, number=0)
    Team.objects.create(name="Night shift")
    Tag.objects.create(name="oil")
    ServiceTask.objects.create(name="Oil change")
    ServiceJob.objects.create(title="Visit", number="SJ-2026-0001", number_year=2026, number_seq=1)
    feeds.make(technician)


def list_of(model):
    return f"{PLACE}/{model._meta.model_name}/"


def page(record):
    return f"{list_of(record)}{record.pk}/change/"


def forms_of(*names):
    """The parts of an admin form that show other rows, empty."""
    return {f"{name}-{part}_FORMS": 0 for name in names for part in ("TOTAL", "INITIAL")}


def typed(order, **fields):
    given = {
        "title": order.title, "category": "", "priority": order.priority, "assignee": "", "team": "",
        "planned_start_0": "", "planned_start_1": "", "planned_end_0": "", "planned_end_1": "",
        "due_at_0": "", "due_at_1": "", "planned_minutes": "", "description": "",
        "closing_notes": "", "vendor": "", "invoice_number": "", "po_number": "",
        "seen": order.version,
    }  # fmt: skip
    return given | forms_of("places", "tasks", "parts", "times", "history") | fields


def now(record):
    return type(record)._base_manager.get(pk=record.pk)


def removed(order):
    WorkOrder.objects.filter(pk=order.pk).update(removed_at=timezone.now())
    return order


def test_every_table_can_be_looked_at_and_none_of_its_rows_deleted(
    back_office, rf, administrator, everything
):
    request = rf.get("/")
    request.user = administrator
    for model in (*KEPT, *TO_READ):
        assert not admin.site._registry[model].has_delete_permission(request), model
        assert "delete_selected" not in back_office.get(list_of(model)).text, model
        assert back_office.get(page(model.objects.first())).status_code == 200, model


def test_a_list_takes_no_more_queries_for_more_rows(
    back_office, everything, make_work, press, django_assert_max_num_queries
):
    before = {}
    for model in (*KEPT, *TO_READ):
        with django_assert_max_num_queries(20, info=model) as queries:
            back_office.get(list_of(model))
        before[model] = len(queries)
    for number in range(4):
        make_work(press, assignee=User.objects.create_user(f"u{number}"))
        MachineEvent.objects.create(asset=press, signal=f"s{number}", value=1, at=timezone.now())
    for model, most in before.items():
        with django_assert_max_num_queries(most, info=model):
            back_office.get(list_of(model))


def test_what_was_signed_measured_or_made_is_to_look_at(back_office, everything):
    for model in TO_READ:
        record = model.objects.first()
        assert back_office.post(page(record), {"number": 7}).status_code == 403, model
        assert back_office.get(f"{list_of(model)}add/").status_code == 403, model


def test_no_token_and_no_code_is_shown(back_office, everything, press, case, signed):
    links = [case.links.get(), signed.links.get(), FeedLink.objects.get()]
    texts = [back_office.get(page(record)).text for record in (*links, case, signed, press)]
    for secret in (*(link.token for link in links), *(link.digest for link in links), press.code):
        assert not any(secret in text for text in texts)


def test_histories_are_to_read(back_office, make_work, case):
    for record in (make_work(), case):
        text = back_office.get(page(record)).text
        assert 'name="history-0-note"' not in text
        assert 'name="status"' not in text


# Steps


def test_a_button_takes_the_step_by_the_same_door(back_office, administrator, make_work):
    order = make_work()
    assert 'action="../steps/start/"' in back_office.get(page(order)).text
    back_office.post(f"{PLACE}/workorder/{order.pk}/steps/start/")
    assert now(order).status == "in_progress"
    assert order.history.filter(action="start", by=administrator).exists()


def test_a_refused_step_says_why(back_office, make_work):
    order = make_work()
    address = f"{PLACE}/workorder/{order.pk}/steps/finish/"
    assert "Required tasks are not answered yet" in back_office.post(address, follow=True).text
    assert now(order).status == "open"


def test_many_cases_are_closed_at_once(back_office, case):
    back_office.post(f"{PLACE}/case/", {"action": "step_close", "_selected_action": [case.pk]})
    assert now(case).status == "closed"


# Changes


def test_an_order_is_changed_through_its_service(back_office, administrator, make_work):
    order = make_work()
    sent = typed(order, title="Yearly check", po_number="PO 7", status="closed", number="WO-1")
    assert back_office.post(page(order), sent).status_code == 302
    changed = now(order)
    assert (changed.title, changed.po_number, changed.version) == ("Yearly check", "PO 7", 2)
    assert (changed.status, changed.number) == ("open", order.number)
    assert order.history.get(action="edited").by == administrator
    assert list(WorkOrder.objects.matching("yearly")) == [order]


def test_an_edit_over_another_persons_is_refused(back_office, manager, make_work):
    order = make_work()
    orders.change_order(order, by=manager, seen_version=1, title="Mine")
    response = back_office.post(page(order), typed(order, title="Yours"), follow=True)
    assert "Maya Okafor saved changes" in response.text
    assert now(order).title == "Mine"


def test_a_sealed_order_stays_as_it_is(back_office, manager, make_work):
    order = workflow.take_step(make_work(), "skip", by=manager, note="Sold")
    back_office.post(page(order), typed(order, title="Else"))
    assert now(order).title == order.title


def test_a_case_is_changed_until_it_is_closed(back_office, administrator, manager, case):
    details = {
        "title": "It drips", "description": "", "priority": "high", "assignee": "",
        "reporter_name": "", "reporter_email": "",
    } | forms_of("orders", "history")  # fmt: skip
    assert back_office.post(page(case), details).status_code == 302
    assert (now(case).title, now(case).priority) == ("It drips", "high")
    assert case.history.get(action="edited").by == administrator

    workflow.take_step(case, "close", by=manager)
    back_office.post(page(case), details | {"title": "Else"})
    assert now(case).title == "It drips"


def test_an_asset_is_no_part_of_its_own_parts(back_office, press, van):
    Asset.objects.filter(pk=van.pk).update(parent=press)
    details = {
        "name": press.name, "tag": press.tag, "serial": "", "kind": "", "site": "", "location": "",
        "status": "running", "parent": van.pk, "notes": "",
    } | forms_of("meters")  # fmt: skip
    response = back_office.post(page(press), details, follow=True)
    assert "is a part of" in response.text
    assert now(press).parent is None
    back_office.post(page(press), details | {"parent": "", "location": "Hall 2"})
    assert now(press).location == "Hall 2"


def test_a_template_is_renamed_and_retired_and_keeps_its_version(back_office, template):
    whole = template.template
    details = {"name": "Yearly check"} | forms_of("versions")
    assert back_office.post(page(whole), details).status_code == 302
    assert (now(whole).name, now(whole).active) == ("Yearly check", False)
    assert whole.versions.get() == template
    assert "Guards in place · Pressure" in back_office.get(page(whole)).text


def test_a_strategy_rests_and_its_rule_stays(back_office, make_strategy):
    strategy = make_strategy()
    details = {"active": "on", "paused": "on", "name": "Else"} | forms_of("places")
    assert back_office.post(page(strategy), details).status_code == 302
    assert (now(strategy).paused, now(strategy).active) == (True, True)
    assert now(strategy).name == strategy.name


def test_a_visit_made_here_has_its_number_and_crew(back_office, technician):
    details = {
        "title": "Visit", "site": "", "customer": "", "starts_at_0": "", "starts_at_1": "",
        "ends_at_0": "", "ends_at_1": "", "crew": [technician.pk], "notes": "",
    } | forms_of("orders")  # fmt: skip
    assert back_office.post(f"{PLACE}/servicejob/add/", details).status_code == 302
    job = ServiceJob.objects.get()
    assert job.number.startswith("SJ-")
    assert list(job.crew.all()) == [technician]


# Removed orders


def test_removed_orders_are_on_a_list_of_their_own(back_office, make_work):
    here, gone = make_work(title="Stays"), removed(make_work(title="Went"))
    assert here.number in (shown := back_office.get(f"{PLACE}/workorder/").text)
    assert gone.number not in shown
    assert gone.number in (shown := back_office.get(f"{PLACE}/workorder/?removed=yes").text)
    assert here.number not in shown


def test_a_removed_order_comes_back_and_its_history_says_so(back_office, administrator, make_work):
    order = removed(make_work())
    chosen = {"action": "bring_back", "_selected_action": [order.pk]}
    text = back_office.post(f"{PLACE}/workorder/?removed=yes", chosen, follow=True).text
    assert "1 order is back." in text
    assert WorkOrder.objects.get(pk=order.pk).status == "open"
    line = order.history.get(action="note")
    assert (line.by, line.note) == (
        administrator,
        "Removed by another system, and brought back.",
    )


def test_nothing_else_is_done_to_a_removed_order(back_office, make_work):
    order = removed(make_work())
    assert "/steps/" not in back_office.get(page(order)).text
    assert back_office.post(f"{PLACE}/workorder/{order.pk}/steps/start/").status_code == 404
    chosen = {"action": "step_start", "_selected_action": [order.pk]}
    back_office.post(f"{PLACE}/workorder/?removed=yes", chosen)
    back_office.post(f"{PLACE}/workorder/", chosen)
    back_office.post(page(order), typed(order, title="Else"))
    assert (now(order).status, now(order).title) == ("open", order.title)


# Batches


def test_a_batch_that_failed_is_tried_again_and_no_other(back_office, manager):
    def batch(**fields):
        wanted = {"shared": {}, "orders": []}
        return Batch.objects.create(by=manager, wanted=wanted, number=1, **fields)

    failed = batch(state="failed", error="An asset was retired", attempts=3)
    made = batch(state="sent", done_at=timezone.now() - timedelta(hours=1))
    chosen = {"action": "try_again", "_selected_action": [failed.pk, made.pk]}
    text = back_office.post(f"{PLACE}/batch/", chosen, follow=True).text
    assert "1 batch is queued again." in text
    assert (now(failed).state, now(failed).attempts, now(failed).error) == ("queued", 0, "")
    assert now(made).state == "sent"


def test_orders_are_taken_away_as_csv(back_office, make_work):
    order = make_work(assignee=User.objects.create_user("kim"))
    chosen = {"action": "export_csv", "_selected_action": [order.pk]}
    text = back_office.post(f"{PLACE}/workorder/", chosen).getvalue().decode()
    assert order.number in text
    assert "kim" in text
