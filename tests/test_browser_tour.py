"""A walk through every page of a shop at work: nothing sticks out, nobody is shut out, nothing breaks."""

import json
import os
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLResolver, get_resolver, reverse

from tests.browser_steps import DESK, PHONE, Shop, sideways, violations

pytestmark = pytest.mark.timeout(400)

LOOKS = {"light at the desk": (DESK, "light"), "dark on a phone": (PHONE, "dark")}
FIND = """
import json
from config.core.models import Email, Invitation, User
from serviceorders.models import Booking, BookingLink, Client, ServiceOrder
from warehouse.models import (
    Discrepancy, InboundOrder, Lot, PickingList, Product, ProductionOrder, Recipe, StockCount,
    StockItem, Warehouse,
)
from vendors.models import DraftProposal, Issue, Message, Property, ServiceRequest, Vendor, VendorWorkOrder
from warehouse.services.importing import keep_file
from workorders.models import (
    ApprovalRound, Asset, Batch, Case, CaseLink, Meter, PartLine, ServiceJob, SignOffLink, Site,
    Strategy, Task, WorkOrder, WorkTemplate,
)
from workorders.services import approvals
from workorders.services.orders import open_order
def the(what, rows):
    found = rows.order_by("pk").last()
    assert found, f"The demo has no {what}."
    return found
def work(status):
    return the(f"work order that is {status}", WorkOrder.objects.filter(status=status))
def number(model, status):
    return model.objects.filter(status=status).order_by("pk").last().number
def of(status):
    return ServiceOrder.objects.filter(status=status).order_by("pk").last()
asked, at_work, done = of("awaiting_approval"), of("repairing"), of("completed")
with_parts = ServiceOrder.objects.filter(status="repairing", parts__isnull=False).first() or at_work
with_photos = ServiceOrder.objects.exclude(photos=None).filter(status__in=["diagnosing", "repairing", "pending", "awaiting_diagnosis"]).first()
maya = User.objects.get(username="manager")
waiting = DraftProposal.objects.filter(decision="pending").last()
news = VendorWorkOrder.objects.filter(status="in_progress", has_news=True)
failed = VendorWorkOrder.objects.filter(history__email__state="bounced").first()
seen = VendorWorkOrder.objects.filter(messages__kind="reply").last()
mended = VendorWorkOrder.objects.filter(status="completed").exclude(vendor_photos=None).last()
answered = the("task of an order at work", Task.objects.filter(order__status="in_progress"))
held = the("part held for an order", PartLine.objects.filter(state="reserved"))
waits = the("sign-off that waits for somebody here", ApprovalRound.objects.filter(
    verdict="waiting", order__status="pending_approval", approver__isnull=False
))
outside = open_order(
    by=maya, title="Handover", kind="approval", approver_name="Ines", approver_email="ines@example.org"
)
approvals.sign(outside, by=User.objects.get(username="technician"), name="Dana")
measured = the("meter with readings", Meter.objects.exclude(readings=None))
print(json.dumps({
    "orders": [of(status).number for status in ("awaiting_approval", "repairing", "completed")],
    "asked": asked.number, "at_work": with_parts.number, "done": done.number,
    "part": with_parts.parts.first().pk,
    "pictured": with_photos.number, "photo": with_photos.photos.first().pk,
    "booking": Booking.objects.filter(status="confirmed", order=None).last().number,
    "requested": Booking.objects.filter(status="requested").last().number,
    "booked": BookingLink.objects.filter(booking__status="confirmed").last().token,
    "tracks": [of(status).tracking_link.token for status in ("awaiting_approval", "ready", "completed")],
    "decision": asked.decision_link.token,
    "client": Client.objects.exclude(orders=None).first().pk,
    "person": User.objects.get(username="technician").pk,
    "email": Email.objects.first().pk,
    "production": {
        status: number(ProductionOrder, status)
        for status in ("draft", "out_of_stock", "allocated", "processing", "completed")
    },
    "lists": [number(PickingList, status) for status in ("open", "picking", "done")],
    "inbounds": {
        status: number(InboundOrder, status) for status in ("expected", "receiving", "stored")
    },
    "received": number(InboundOrder, "received"),
    "product": Product.objects.get(sku="BAT-IP13").pk,
    "recipe": Recipe.objects.first().pk,
    "lot": Lot.objects.filter(moves__posting__reason="consume").first().pk,
    "item": StockItem.objects.there().filter(location__kind="storage").first().pk,
    "missing": Discrepancy.objects.filter(settled_at=None).first().pk,
    "count": StockCount.objects.first().number,
    "imported": keep_file(
        "products", "products.csv", b"sku,name,unit\\nTEA,Tea,pcs\\n,No SKU,x\\n",
        warehouse=Warehouse.objects.first(), by=maya,
    )[0].pk,
    "requests": {
        status: number(ServiceRequest, status)
        for status in ("submitted", "in_review", "in_progress", "resolved", "closed")
    },
    "draft": [waiting.issue.request.number, waiting.pk],
    "uncovered": list(
        Issue.objects.exclude(not_covered_at=None).values_list("request__number", "pk").first()
    ),
    "vendor_orders": {
        **{
            status: number(VendorWorkOrder, status)
            for status in ("draft", "in_progress", "completed", "canceled")
        },
        "news": news.last().number, "failed": failed.number, "replied": seen.number,
        "mended": mended.number,
    },
    "mails": [
        Message.objects.in_the_inbox().first().pk, Message.objects.exclude(order=None).first().pk
    ],
    "vendor": news.last().vendor_id, "idle_vendor": Vendor.objects.filter(active=False).first().pk,
    "property": Property.objects.exclude(requests=None).first().pk,
    "request_links": [
        ServiceRequest.objects.filter(status=status).last().link.token
        for status in ("in_review", "in_progress", "resolved", "closed")
    ],
    "vendor_links": [order.link.token for order in [news.last(), mended]],
    "work": {status: work(status).number for status in (
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
    "asset": measured.asset_id,
    "cases": {
        status: the(f"case that is {status}", Case.objects.filter(status=status)).number
        for status in ("open", "in_progress", "resolved", "closed")
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
    "join": Invitation.make(email="new@example.org", role="technician", by=maya).token,
}))
"""


@pytest.fixture(scope="module")
def shop(docket_site_factory, browser):
    with closing(Shop(docket_site_factory("sqlite", demo=True), browser, demo=True)) as shop:
        yield shop


@pytest.fixture(scope="module")
def facts(shop):
    """Numbers and links of the demo's records, by what they are."""
    return json.loads(shop.run(FIND))


@pytest.fixture(autouse=True)
def nobody_stays(shop):
    """Pages that stay open go on listening to the site."""
    yield
    shop.close()


def look_of(name):
    viewport, theme = LOOKS[name]
    return {"viewport": viewport, "theme": theme}


@pytest.fixture(params=LOOKS)
def look(request):
    return look_of(request.param)


@pytest.fixture
def every_other(request, look):
    """Half of the pages in one look and half in the other; with TOUR=whole, all of them in both."""
    if os.environ.get("TOUR") == "whole":
        return slice(None)
    return slice(list(LOOKS).index(request.node.callspec.params["look"]), None, 2)


def staff_pages(facts):
    """Every page behind the login: (url name, arguments, query)."""
    at_work, pictured, booking = [facts["at_work"]], facts["pictured"], [facts["booking"]]
    return [
        ("dashboard", [], ""),
        *(("my_work", [], query) for query in ("", "when=late")),
        *(("search", [], query) for query in ("q=iphone", "q=zzzz")),
        *(("settings", [], f"section={name}") for name in (
            "shop", "region", "repairs", "papers", "notices", "plan"
        )),
        ("notice", ["order-ready"], ""),
        ("people", [], ""),
        ("person", [facts["person"]], ""),
        ("notifications", [], ""),
        ("outgoing", [], ""),
        ("email", [facts["email"]], ""),
        ("account_change_password", [], ""),
        ("account_reauthenticate", [], ""),
        ("account_logout", [], ""),
        ("mfa_index", [], ""),
        ("mfa_activate_totp", [], ""),
        ("usersessions_list", [], ""),
        *(("serviceorders:list", [], query) for query in ("", "status=ready&q=a")),
        ("serviceorders:board", [], ""),
        *(("serviceorders:new", [], query) for query in (
            "", f"booking={booking[0]}", f"returns={facts['done']}"
        )),
        *(("serviceorders:detail", [number], "") for number in facts["orders"]),
        *(("serviceorders:edit", [*at_work, card], "") for card in (
            "costing", "work"
        )),
        ("serviceorders:add_note", at_work, ""),
        ("serviceorders:payments", at_work, ""),
        ("serviceorders:parts", at_work, ""),
        ("serviceorders:part", [*at_work, facts["part"]], ""),
        ("serviceorders:photos", at_work, ""),
        ("serviceorders:photo", [pictured, facts["photo"]], ""),
        *(("serviceorders:print", [facts["done"]], f"kind={kind}") for kind in (
            "receipt", "intake", "label"
        )),
        ("serviceorders:as_client", at_work, ""),
        *(("serviceorders:bookings", [], query) for query in ("", "view=week")),
        ("serviceorders:new_booking", [], ""),
        ("serviceorders:booking", booking, ""),
        ("serviceorders:booking", [facts["requested"]], ""),
        ("serviceorders:booking_edit", booking, ""),
        ("serviceorders:clients", [], ""),
        ("serviceorders:new_client", [], ""),
        ("serviceorders:client", [facts["client"]], ""),
        ("serviceorders:client_edit", [facts["client"]], ""),
        ("warehouse:settle", [facts["missing"]], ""),
        ("warehouse:adjust", [], ""),
    ]  # fmt: skip


def warehouse_pages(facts):
    """Every page of the warehouse: (url name, arguments, query)."""
    production, inbounds = facts["production"], facts["inbounds"]
    pages = [
        *(("orders", [], query) for query in ("", "status=completed&q=a")),
        ("new_order", [], f"recipe={facts['recipe']}&sets=3"),
        ("shortages", [], ""),
        *(("order", [number], "") for number in production.values()),
        ("edit_order", [production["out_of_stock"]], ""),
        ("order_note", [production["draft"]], ""),
        ("picking", [], ""),
        ("picking_lists", [], ""),
        *(("picking_list", [number], "") for number in facts["lists"]),
        ("picking_print", facts["lists"][:1], ""),
        ("inbounds", [], ""),
        ("new_inbound", [], ""),
        *(("inbound", [number], "") for number in inbounds.values()),
        ("edit_inbound", [inbounds["expected"]], ""),
        ("receive", [inbounds["expected"]], ""),
        ("put_away", [facts["received"]], ""),
        *((name, [], "") for name in (
            "inventory", "by_location", "by_lot", "low_stock", "moves", "discrepancies", "counts",
            "adjust", "products", "new_product", "imports", "recipes", "new_recipe",
            "product_labels", "location_labels",
        )),
        ("lot", [facts["lot"]], ""),
        ("settle", [facts["missing"]], ""),
        ("transfer", [facts["item"]], ""),
        ("new_count", [], "location=A-03-2"),
        ("count", [facts["count"]], ""),
        ("imported", [facts["imported"]], ""),
        *(("product", [facts["product"]], query) for query in ("", "part=recipes", "part=moves")),
        ("edit_product", [facts["product"]], ""),
        ("recipe", [facts["recipe"]], ""),
        ("edit_recipe", [facts["recipe"]], ""),
        ("product_labels_print", [], f"product={facts['product']}"),
        ("location_labels_print", [], ""),
    ]  # fmt: skip
    return [(f"warehouse:{name}", arguments, query) for name, arguments, query in pages]


def warranty_pages(facts):
    """Every page of the warranty desk: (url name, arguments, query)."""
    requests, orders = facts["requests"], facts["vendor_orders"]
    reviewed, draft = [requests["in_review"]], facts["draft"]
    pages = [
        *(("requests", [], query) for query in ("", "status=closed&q=a")),
        ("new_request", [], f"home={facts['property']}"),
        *(("request", [number], "") for number in requests.values()),
        ("request", [facts["uncovered"][0]], ""),
        *((name, reviewed, "") for name in ("request_note", "edit_request", "add_issue", "new_order")),
        ("not_covered", facts["uncovered"], ""),
        ("draft_edit", draft, ""),
        ("draft_reject", draft, ""),
        *(("orders", [], query) for query in ("", "group=vendor&status=completed", "group=property")),
        ("orders_board", [], ""),
        *(("order", [number], query) for number in orders.values() for query in ("", "tab=history")),
        *(("edit_order", [orders[status]], "") for status in ("draft", "in_progress")),
        ("vendors", [], ""),
        ("new_vendor", [], ""),
        *(("vendor", [facts[vendor]], "") for vendor in ("vendor", "idle_vendor")),
        ("edit_vendor", [facts["vendor"]], ""),
        ("properties", [], ""),
        ("new_property", [], ""),
        ("property", [facts["property"]], ""),
        ("edit_property", [facts["property"]], ""),
        *(("inbox", [], query) for query in ("", "show=handled")),
        *(("message", [mail], "q=a") for mail in facts["mails"]),
    ]  # fmt: skip
    return [(f"vendors:{name}", arguments, query) for name, arguments, query in pages]


def maintenance_pages(facts):
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
    """Every page that opens without a login."""
    return [
        ("account_login", [], ""),
        ("account_reset_password", [], ""),
        ("account_reset_password_done", [], ""),
        ("account_reset_password_from_key", ["1", "bad-key"], ""),
        ("account_reset_password_from_key_done", [], ""),
        ("account_inactive", [], ""),
        ("join", [facts["join"]], ""),
        *(("track", [token], "") for token in facts["tracks"]),
        ("approve", [facts["decision"]], ""),
        ("book", [], ""),
        ("booked", [facts["booked"]], ""),
        ("request_form", [], ""),
        *(("request_status", [token], "") for token in facts["request_links"]),
        *(("vendor_page", [token], "") for token in facts["vendor_links"]),
        *(("report", [code], "") for code in facts["labels"]),
        *(("reported", [token], "") for token in facts["told"]),
        ("sign_off", [facts["sign_off"]], ""),
    ]


NOT_PAGES = {
    # answers to a button or a form
    "invite", "resend", "choose_language", "see_notifications", "serviceorders:step", "serviceorders:replace_link",
    "serviceorders:revoke_link", "serviceorders:send_estimate", "serviceorders:part_remove",
    "serviceorders:photo_remove", "serviceorders:booking_step", "serviceorders:part_take",
    "serviceorders:part_give_back", "serviceorders:part_reserve",
    *(f"warehouse:{name}" for name in (
        "allocate", "order_step", "picking_step", "scan", "pick_line", "undo_line", "short_line",
        "line_elsewhere", "leave_out", "take_off", "inbound_step", "workplace", "switch_product",
        "switch_recipe",
    )),
    "request_fixed", "vendor_answer",
    *(f"vendors:{name}" for name in (
        "request_step", "request_link_replace", "draft_accept", "order_step",
        "order_another_vendor", "order_schedule", "order_seen", "order_link_replace",
        "order_resend", "switch_vendor", "message_assign", "message_done",
        "order_note",  # leads to the history
    )),
    *(f"workorders:{name}" for name in (
        "save_view", "remove_view", "order_step", "closing_notes", "order_timer", "task_answer",
        "task_set_aside", "task_take_back", "task_timer", "task_photos", "task_documents",
        "remove_task", "task_photo_remove", "parts_reserve", "parts_list", "part_remove", "part_pick",
        "part_give_back", "job_orders", "add_meter", "read_meter", "asset_photos", "case_step",
        "case_comment", "switch_template", "switch_strategy", "pause_strategy",
        "order_note",  # leads to the history
        "asset_scanned",  # leads to the asset
    )),
    "notification",  # leads to what it is about
    # pieces of pages
    "nav_counts", "serviceorders:seen_before", "serviceorders:panel", "serviceorders:find_clients",
    *(f"warehouse:{name}" for name in (
        "recipe_rows", "order_name", "order_panel", "inbound_restock", "restock", "product_search",
        "product_hint",
    )),
    "vendors:find_properties", "workorders:find_assets", "workorders:strategy_preview",
    # streams, files and probes
    *(f"warehouse:{name}" for name in (
        "orders_export", "orders_stream", "order_stream", "picking_pdf", "picking_stream",
        "inbounds_stream", "inbound_stream", "inventory_export", "moves_export", "product_photo",
        "product_labels_pdf", "location_labels_pdf", "import_template",
    )),
    *(f"vendors:{name}" for name in (
        "requests_stream", "request_stream", "orders_stream", "order_stream", "inbox_stream",
        "export_requests", "export_orders", "export_vendors", "export_properties", "issue_photo",
        "vendor_photo", "order_file", "message_file",
    )),
    *(f"workorders:{name}" for name in (
        "export", "orders_stream", "order_stream", "pdf", "certificate", "task_photo",
        "task_document", "signature", "export_assets", "asset_labels_pdf", "export_readings",
        "asset_photo", "cases_stream", "case_stream", "case_photo", "export_insights",
    )),
    "sign_off_photo", "sign_off_signature", "reported_stream", "reported_photo", "feed",
    "request_status_stream", "request_photo", "vendor_page_photo", "vendor_page_own_photo",
    "vendor_visit_ics",
    "stream", "serviceorders:stream", "track_stream", "shop_logo", "brand_css",
    "serviceorders:export", "serviceorders:image", "serviceorders:pdf", "serviceorders:document",
    "track_image", "booked_ics", "mfa_download_recovery_codes", "healthz", "readyz",
    # shown only in the middle of a login or with a second factor
    "mfa_authenticate", "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "account_set_password",
}  # fmt: skip


def test_no_page_is_left_out_of_the_walk(facts):
    pages = [
        *staff_pages(facts),
        *warehouse_pages(facts),
        *warranty_pages(facts),
        *maintenance_pages(facts),
        *open_pages(facts),
    ]
    walked = {name for name, *_rest in pages}

    assert walked | NOT_PAGES == names(get_resolver().url_patterns)


def names(patterns, room=""):
    """The names of all addresses but those of Django's back office and of the API."""
    found = set()
    for pattern in patterns:
        if not isinstance(pattern, URLResolver):
            found.add(room + pattern.name)
        elif pattern.namespace not in ("admin", "api"):
            inner = f"{room}{pattern.namespace}:" if pattern.namespace else room
            found |= names(pattern.url_patterns, inner)
    return found


def test_every_page_behind_the_login(shop, facts, look, every_other):
    page = shop.staff("manager", password="demo", **look)

    assert faults_of(shop, page, addresses(staff_pages(facts))[every_other]) == []


def test_every_page_of_the_warehouse(shop, facts, look, every_other):
    page = shop.staff("picker", password="demo", **look)
    mine = {"settle", "adjust"}  # a manager's own
    pages = [each for each in warehouse_pages(facts) if each[0].split(":")[1] not in mine]

    assert faults_of(shop, page, addresses(pages)[every_other]) == []


def test_every_page_of_the_warranty_desk(shop, facts, look, every_other):
    page = shop.staff("dispatcher", password="demo", **look)

    assert faults_of(shop, page, addresses(warranty_pages(facts))[every_other]) == []


def test_every_page_of_maintenance(shop, facts, look, every_other):
    page = shop.staff("dispatcher", password="demo", **look)
    pages = [each for each in maintenance_pages(facts) if each[0] != "workorders:decide"]

    assert faults_of(shop, page, addresses(pages)[every_other]) == []


def test_the_pages_of_an_approver(shop, facts, look):
    page = shop.staff(facts["approver"], password="demo", **look)
    pages = [("workorders:approvals", [], ""), ("workorders:decide", [facts["waits"]], "")]

    assert faults_of(shop, page, addresses(pages)) == []


def test_every_open_page(shop, facts, look, every_other):
    page = shop.visitor(**look)

    assert faults_of(shop, page, addresses(open_pages(facts))[every_other]) == []


def test_the_pages_of_things_that_went_wrong(shop, facts):
    look = look_of("dark on a phone")
    stranger = shop.visitor(**look)
    technician = shop.staff("technician", password="demo", **look)
    shop.faults.clear()

    found = faults_of(shop, stranger, ["/track/wrong/", "/approve/wrong/", "/book/wrong/"], 404)
    found += faults_of(shop, stranger, ["/request/wrong/", "/v/wrong/"], 404)
    found += faults_of(shop, technician, ["/no-such-page/", "/service-orders/OS-1999-0001/"], 404)
    found += faults_of(shop, technician, ["/settings/"], 403)

    assert found == []


def test_the_menus_of_an_order(shop, facts):
    look = look_of("light at the desk")
    page = shop.staff("manager", password="demo", **look)
    page.goto(f"/service-orders/{facts['at_work']}/")

    found = []
    for menu in page.locator("details.menu > summary:visible").all():
        menu.click()
        found += violations(page, Axe(), within="details.menu[open]") + sideways(page)

    assert found == []


def addresses(pages):
    return [reverse(name, args=args) + (query and f"?{query}") for name, args, query in pages]


def faults_of(shop, page, paths, status=200):
    """What is wrong with the pages, each line with its address."""
    axe, found = Axe(), []
    for path in paths:
        shop.faults.clear()
        answer = page.goto(path)
        if status != 200:
            shop.expect_refusal(status)
        faults = [*shop.faults, *violations(page, axe), *sideways(page)]
        if answer.status != status:
            faults.append(f"answered {answer.status}")
        found += [f"{path} {fault}" for fault in faults]
    shop.faults.clear()
    return found
