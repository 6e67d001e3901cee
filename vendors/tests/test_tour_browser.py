"""A walk through the pages of the warranty desk: nothing sticks out, nobody is shut out, nothing breaks."""

import pytest

from tests.rooms import addresses_of, paths

pytestmark = pytest.mark.timeout(400)

FACTS = """
from vendors.models import DraftProposal, Issue, Message, Property, ServiceRequest, Vendor, VendorWorkOrder
waiting = DraftProposal.objects.filter(decision="pending").last()
news = VendorWorkOrder.objects.filter(status="in_progress", has_news=True).last()
failed = VendorWorkOrder.objects.filter(history__email__state="bounced").first()
replied = VendorWorkOrder.objects.filter(messages__kind="reply").last()
mended = VendorWorkOrder.objects.filter(status="completed").exclude(vendor_photos=None).last()
facts = {
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
        "news": news.number, "failed": failed.number, "replied": replied.number,
        "mended": mended.number,
    },
    "mails": [
        Message.objects.in_the_inbox().first().pk, Message.objects.exclude(order=None).first().pk
    ],
    "vendor": news.vendor_id, "idle_vendor": Vendor.objects.filter(active=False).first().pk,
    "property": Property.objects.exclude(requests=None).first().pk,
    "request_links": [
        ServiceRequest.objects.filter(status=status).exclude(links=None).last().link.token
        for status in ("in_review", "in_progress", "resolved", "closed")
    ],
    "vendor_links": [order.link.token for order in [news, mended]],
}
"""
NOT_PAGES = {
    *(f"vendors:{name}" for name in (
        # answers to a button or a form
        "request_step", "request_link_replace", "draft_accept", "order_step",
        "order_another_vendor", "order_schedule", "order_seen", "order_link_replace",
        "order_resend", "switch_vendor", "message_assign", "message_done",
        "order_note",  # leads to the history
        # pieces of pages, streams and files
        "find_properties",
        "requests_stream", "request_stream", "orders_stream", "order_stream", "inbox_stream",
        "export_requests", "export_orders", "export_vendors", "export_properties", "issue_photo",
        "vendor_photo", "order_file", "message_file",
    )),
    "request_fixed", "vendor_answer",
    "request_status_stream", "request_photo", "vendor_page_photo", "vendor_page_own_photo",
    "vendor_visit_ics",
}  # fmt: skip


def staff_pages(facts):
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


def open_pages(facts):
    """Every page of the desk that opens without a login."""
    return [
        ("request_form", [], ""),
        *(("request_status", [token], "") for token in facts["request_links"]),
        *(("vendor_page", [token], "") for token in facts["vendor_links"]),
    ]


def test_no_page_of_the_desk_is_left_out_of_the_walk(tour):
    walked = {name for name, *_rest in staff_pages(tour.facts) + open_pages(tour.facts)}

    assert walked | NOT_PAGES == addresses_of("vendors")


def test_every_page_of_the_warranty_desk(tour, look, every_other):
    page = tour.staff("dispatcher", look)

    assert tour.walk(page, paths(staff_pages(tour.facts))[every_other]) == []


def test_every_page_of_the_warranty_desk_without_a_login(tour, look, every_other):
    page = tour.visitor(look)

    assert tour.walk(page, paths(open_pages(tour.facts))[every_other]) == []
