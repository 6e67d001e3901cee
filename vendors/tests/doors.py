"""The addresses of the warranty desk, each of a thing that is there."""

from config.core import workflow
from config.core.models import Email
from tests.pictures import a_photo
from vendors import services as warranty
from vendors.models import (
    DraftProposal,
    IssuePhoto,
    Message,
    MessageFile,
    Property,
    Trade,
    Vendor,
    VendorPhoto,
)

DIVES = {}


def arguments(manager, technician):
    """A request with a photo and a draft, an order that its vendor has, a message with a file, a vendor and a home."""
    home = Property.objects.create(address="12 Alder Lane")
    trade = Trade.objects.get(slug="plumbing")
    vendor = Vendor.objects.create(company="Pipe & Co", email="pipe@example.com")
    request = warranty.submit(
        by=manager,
        home=home,
        name="Nora Quill",
        reports=[
            warranty.Report("The tap drips", photos=[a_photo()]),
            warranty.Report("The door sticks"),
        ],
    )
    issue, other = request.issues.all()
    draft = DraftProposal.objects.create(
        issue=other, text="The door sticks", trade=trade, title="Door", description="Plane it",
        confidence=0.5, engine="local", engine_version="1",
    )  # fmt: skip
    order = warranty.open_order(
        by=manager, request=request, issues=[issue], trade=trade, title="Tap",
        description="Mend the tap", vendor=vendor,
    )  # fmt: skip
    order = workflow.take_step(order, "send", by=manager)
    email = Email.objects.get(kind="vendor-order")
    with VendorPhoto.stored([a_photo()], order=order) as pictures:
        VendorPhoto.objects.bulk_create(pictures)
    photo, own = IssuePhoto.objects.get(), VendorPhoto.objects.get()
    message = Message.objects.create(digest="d", sender="who@example.com", text="Hello")
    file = MessageFile.objects.create(message=message, name="a.pdf", content_type="application/pdf")
    arguments = {
        **same([request.number], ["request", "request_stream", "request_note", "edit_request", "add_issue",
             "request_link_replace", "new_order"]),
        **same([order.number], ["order", "order_stream", "edit_order", "order_another_vendor", "order_schedule",
             "order_seen", "order_note", "order_link_replace"]),
        **same([vendor.pk], ["vendor", "edit_vendor", "switch_vendor"]),
        **same([home.pk], ["property", "edit_property"]),
        **same([message.pk], ["message", "message_assign", "message_done"]),
        **same([request.number, draft.pk], ["draft_accept", "draft_edit", "draft_reject"]),
        "request_step": [request.number, "close"],
        "not_covered": [request.number, other.pk],
        "issue_photo": [request.number, photo.pk, "thumb"],
        "order_step": [order.number, "complete"],
        "order_resend": [order.number, email.pk],
        "vendor_photo": [order.number, own.pk, "thumb"],
        "order_file": [order.number, file.pk],
        "message_file": [message.pk, file.pk],
    }  # fmt: skip
    page, seen = order.link.token, request.link.token
    return {f"vendors:{name}": each for name, each in arguments.items()} | {
        **same([seen], ["request_status", "request_status_stream", "request_fixed"]),
        "request_photo": [seen, photo.pk, "thumb"],
        **same([page], ["vendor_page", "vendor_visit_ics"]),
        "vendor_answer": [page, "accept"],
        "vendor_page_photo": [page, photo.pk, "thumb"],
        "vendor_page_own_photo": [page, own.pk, "thumb"],
    }


def same(arguments, names):
    return dict.fromkeys(names, arguments)
