"""A walk through the pages of maintenance: nothing sticks out, nobody is shut out, nothing breaks."""

import pytest

from tests.rooms import addresses_of, paths

pytestmark = [pytest.mark.long_file, pytest.mark.timeout(400)]

FACTS = """
from config.core.models import User
from workorders.models import (
    ApprovalRound, Asset, Batch, Case, CaseLink, Meter, PartLine, ServiceJob, SignOffLink, Site,
    Strategy, Task, WorkOrder, WorkTemplate,
)
from workorders.services import approvals
from workorders.services.orders import open_order
answered = the("task of an order at work", Task.objects.filter(order__status="in_progress"))
held = the("part held for an order", PartLine.objects.filter(state="reserved"))
waits = the("sign-off that waits for somebody here", ApprovalRound.objects.filter(
    verdict="waiting", order__status="pending_approval", approver__isnull=False
))
outside = open_order(
    by=User.objects.get(username="manager"), title="Handover", kind="approval",
    approver_name="Ines", approver_email="ines@example.org",
)
approvals.sign(outside, by=User.objects.get(username="technician"), name="Dana")
facts = {
    "work": {status: number(WorkOrder, status) for status in (
        "planning", "estimate", "open", "assigned", "in_progress", "on_hold", "pending_parts",
        "pending_approval", "completed", "closed", "cancelled",
    )},
    "task": [answered.order.number, answered.pk],
    "held": [held.order.number, held.pk],
    "to_sign": the("order to be signed", WorkOrder.objects.filter(
        kind="approval", status__in=["open", "assigned", "in_progress"]
    )).number,
    "waits": waits.order.number, "approver": waits.approver.username,
    "batch": the("batch of the dispatcher's", Batch.objects.filter(by__username="dispatcher")).pk,
    "visit": the("service job with orders", ServiceJob.objects.exclude(orders=None)).number,
    "site": the("site with a PIN", Site.objects.exclude(pin="")).pk,
    "asset": the("meter with readings", Meter.objects.exclude(readings=None)).asset_id,
    "cases": {
        status: number(Case, status) for status in ("open", "in_progress", "resolved", "closed")
    },
    "template": the("template that was changed", WorkTemplate.objects.filter(versions__number=2)).pk,
    "strategies": [
        the(f"strategy by {trigger}", Strategy.objects.filter(trigger=trigger)).pk
        for trigger in ("calendar", "dates", "usage", "condition")
    ],
    "labels": [
        the("asset on a site with a PIN", Asset.objects.in_use().exclude(site__pin="")).code,
        the("asset on a site without one", Asset.objects.in_use().filter(site__pin="")).code,
    ],
    "told": [
        the(f"case from outside that is {status}", CaseLink.objects.live().filter(
            case__status=status
        )).token
        for status in ("open", "in_progress", "resolved", "closed")
    ],
    "sign_off": SignOffLink.objects.get(round__order=outside).token,
}
"""
APPROVERS_OWN = "workorders:decide"
NOT_PAGES = {
    *(f"workorders:{name}" for name in (
        # answers to a button or a form
        "save_view", "remove_view", "order_step", "closing_notes", "order_timer", "task_answer",
        "task_set_aside", "task_take_back", "task_timer", "task_photos", "task_documents",
        "remove_task", "task_photo_remove", "parts_reserve", "parts_list", "part_remove", "part_pick",
        "part_give_back", "job_orders", "add_meter", "read_meter", "asset_photos", "case_step",
        "case_comment", "switch_template", "switch_strategy", "pause_strategy",
        "order_note",  # leads to the history
        "asset_scanned",  # leads to the asset
        # pieces of pages, streams and files
        "find_assets", "strategy_preview",
        "export", "orders_stream", "order_stream", "pdf", "certificate", "task_photo",
        "task_document", "signature", "export_assets", "asset_labels_pdf", "export_readings",
        "asset_photo", "cases_stream", "case_stream", "case_photo", "export_insights",
    )),
    "sign_off_photo", "sign_off_signature", "reported_stream", "reported_photo", "feed",
}  # fmt: skip


def staff_pages(facts):
    """Every page of maintenance: (url name, arguments, query)."""
    work, task, held, asset = facts["work"], facts["task"], facts["held"], [facts["asset"]]
    at_work, job, case = task[:1], [facts["visit"]], [facts["cases"]["open"]]
    pages = [
        *(("orders", [], query) for query in ("", "stage=started&q=a", "due=late")),
        ("board", [], ""),
        *((name, [], "") for name in ("new_order", "bulk", "approvals", "feed_link", "insights")),
        ("batch", [facts["batch"]], ""),
        *(("order", [number], "") for number in work.values()),
        *(("order", at_work, query) for query in ("", "tab=history")),
        *((name, at_work, "") for name in (
            "edit_order", "load_template", "print", "add_task", "add_time", "replan",
        )),
        ("correct_resolution", [work["completed"]], ""),
        ("task", task, ""),
        ("edit_task", task, ""),
        ("parts", held[:1], ""),
        ("part", held, ""),
        ("sign", [facts["to_sign"]], ""),
        ("decide", [facts["waits"]], ""),
        *(("calendar", [], query) for query in ("", "view=week")),
        *(("timeline", [], query) for query in ("", "by=asset")),
        *(("jobs", [], ""), ("new_job", [], "")),
        *((name, job, "") for name in ("job", "edit_job", "new_job_order")),
        *(("assets", [], query) for query in ("", "view=tree")),
        *((name, [], "") for name in ("new_asset", "asset_labels", "sites", "new_site")),
        ("asset_labels_print", [], f"asset={asset[0]}"),
        ("edit_site", [facts["site"]], ""),
        *(("asset", asset, query) for query in ("", "part=orders", "part=cases", "part=meters")),
        ("edit_asset", asset, ""),
        *(("cases", [], query) for query in ("", "status=closed&q=a")),
        ("new_case", [], f"asset={asset[0]}"),
        *(("case", [number], "") for number in facts["cases"].values()),
        ("edit_case", case, ""),
        ("order_from_case", case, ""),
        *((name, [], "") for name in ("templates", "new_template", "strategies", "new_strategy")),
        ("template", [facts["template"]], ""),
        ("edit_template", [facts["template"]], ""),
        *(("strategy", [pk], "") for pk in facts["strategies"]),
        *(("edit_strategy", [pk], "") for pk in facts["strategies"]),
        ("behind_insights", ["finished"], "row=all&column=finished"),
    ]  # fmt: skip
    return [(f"workorders:{name}", arguments, query) for name, arguments, query in pages]


def open_pages(facts):
    """Every page of maintenance that opens without a login."""
    return [
        *(("report", [code], "") for code in facts["labels"]),
        *(("reported", [token], "") for token in facts["told"]),
        ("sign_off", [facts["sign_off"]], ""),
    ]


def test_no_page_of_maintenance_is_left_out_of_the_walk(tour):
    walked = {name for name, *_rest in staff_pages(tour.facts) + open_pages(tour.facts)}

    assert walked | NOT_PAGES == addresses_of("workorders")


def test_every_page_of_maintenance(tour, look, every_other):
    page = tour.staff("dispatcher", look)
    pages = [each for each in staff_pages(tour.facts) if each[0] != APPROVERS_OWN]

    assert tour.walk(page, paths(pages)[every_other]) == []


def test_the_pages_of_an_approver(tour, look):
    page = tour.staff(tour.facts["approver"], look)
    pages = [("workorders:approvals", [], ""), (APPROVERS_OWN, [tour.facts["waits"]], "")]

    assert tour.walk(page, paths(pages)) == []


def test_every_page_of_maintenance_without_a_login(tour, look, every_other):
    page = tour.visitor(look)

    assert tour.walk(page, paths(open_pages(tour.facts))[every_other]) == []
