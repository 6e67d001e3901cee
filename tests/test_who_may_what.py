"""The table of rights: every address, who may read it and who may write to it. An address without a row fails."""

import io
from decimal import Decimal

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from config.core import workflow
from config.core.images import CleanDocument, CleanPhoto
from config.core.models import Email, Invitation, User
from conftest import person
from serviceorders import services
from serviceorders.models import PartUsed, ServiceType
from tests.rights import EVERYONE, NO, RIGHTS
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
from warehouse import services as warehouse
from warehouse.models import (
    Discrepancy,
    ImportedFile,
    InboundLine,
    Location,
    Lot,
    Merchant,
    Product,
    ProductPhoto,
    Recipe,
    StockItem,
    Unit,
    Warehouse,
)
from workorders.models import (
    Asset,
    Batch,
    PartLine,
    SavedView,
    ServiceJob,
    Signature,
    SignOffLink,
    Site,
    Strategy,
    Task,
    TaskPhoto,
    TemplateTask,
    WorkOrder,
    WorkTemplate,
)
from workorders.services import approvals, assets, cases, feeds, jobs, rules, templates
from workorders.services import orders as work
from workorders.services import tasks as checklist
from workorders.states import AnswerKind

pytestmark = pytest.mark.long_file

# The library's own pages: whoever is logged in sees their own account, and the way in is open. The API knows no
# logins: what each of its tokens may is in workorders/tests/test_api_doors.py.
NOT_OURS = ("account_", "mfa_", "usersessions_", "admin:", "api:")


def names(patterns=None, prefix=""):
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern.url_patterns, inside)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def test_every_address_has_its_row():
    ours = {name for name in names() if not name.startswith(NOT_OURS)}

    assert ours == set(RIGHTS)


def test_nothing_is_kept_from_the_manager():
    """So what a manager cannot even ask for (405), nobody can."""
    assert [
        name for name, ways in RIGHTS.items() for who in ways if who and "manager" not in who
    ] == []


@pytest.fixture(scope="module")
def people(kept_in_module):
    """{role: somebody of it}, and None for whoever is not logged in."""
    return {
        "anonymous": None,
        "approver": person("ivo", "approver"),
        "dispatcher": person("tom", "dispatcher"),
        "manager": person("maya", "manager"),
        "picker": person("sam", "warehouse"),
        "reader": person("rita", "read-only"),
        "stranger": person("stan"),
        "technician": person("dana", "technician"),
    }


@pytest.fixture(scope="module")
def addresses(people):
    """One address of each name, of things that are there."""
    manager, technician = people["manager"], people["technician"]
    cleo = services.find_or_make_client(
        name="Cleo Marsh", email="cleo@example.org", phone="", language="en"
    )
    order = services.open_order(
        by=manager, client=cleo, brand="Apple", model="iPhone 13", problem="Cracked screen"
    )
    part = services.save_part(order, by=manager, part=PartUsed(name="Screen", unit_cost=72))
    services.add_photos(order, by=manager, photos=[a_photo()], caption="Front", public=True)
    photo = order.photos.get()
    booking = services.make_booking(
        by=manager,
        client=cleo,
        service_type=ServiceType.objects.create(name="Diagnosis"),
        starts_at=order.created_at.replace(year=2030),
    )
    order = services.change_order(
        order, by=manager, seen_version=1, diagnosis="Glass", estimated_cost=10
    )
    decision = order.issue_decision_link()
    email = Email.objects.first()
    invitation = Invitation.make(email="new@example.org", role="technician", by=manager)
    arguments = {
        "notice": ["order-ready"],
        "person": [manager.pk],
        "join": [invitation.token],
        "email": [email.pk],
        "resend": [email.pk],
        "serviceorders:step": [order.number, "cancel"],
        "serviceorders:edit": [order.number, "device"],
        "serviceorders:part": [order.number, part.pk],
        "serviceorders:part_take": [order.number, part.pk],
        "serviceorders:part_give_back": [order.number, part.pk],
        "serviceorders:part_reserve": [order.number, part.pk],
        "serviceorders:part_remove": [order.number, part.pk],
        "serviceorders:photo": [order.number, photo.pk],
        "serviceorders:photo_remove": [order.number, photo.pk],
        "serviceorders:image": [order.number, photo.pk, "thumb"],
        "serviceorders:document": [order.number, 0],
        "serviceorders:booking": [booking.number],
        "serviceorders:booking_edit": [booking.number],
        "serviceorders:booking_step": [booking.number, "arrive"],
        "serviceorders:client": [cleo.pk],
        "serviceorders:client_edit": [cleo.pk],
        "serviceorders:client_merge": [cleo.pk, cleo.pk],
        "track": [order.tracking_link.token],
        "track_stream": [order.tracking_link.token],
        "track_image": [order.tracking_link.token, photo.pk, "thumb"],
        "approve": [decision.token],
        "booked": [booking.link.token],
        "booked_ics": [booking.link.token],
    }
    plain = {
        "serviceorders:" + name
        for name in [
            "list",
            "board",
            "export",
            "new",
            "seen_before",
            "bookings",
            "new_booking",
            "clients",
            "new_client",
            "find_clients",
        ]
    }
    arguments |= warehouse_arguments(manager) | warranty_arguments(manager)
    arguments |= maintenance_arguments(manager, technician)
    arguments["notification"] = [manager.notifications.first().pk]  # that it is theirs to approve
    found = {}
    for name in RIGHTS:
        of_order = name.startswith("serviceorders:") and name not in plain
        found[name] = reverse(name, args=arguments.get(name, [order.number] if of_order else []))
    return found


def warehouse_arguments(manager):
    """A product that lies on a shelf, an order that is being picked, goods on their way, a count, a missing piece."""
    house, merchant = Warehouse.objects.get(), Merchant.objects.get()
    shelf = Location.objects.get(code="A-01")
    tea = Product.objects.create(
        merchant=merchant, sku="TEA", name="Tea", unit=Unit.objects.get(code="pcs")
    )
    ProductPhoto.objects.create(product=tea, width=8, height=6)
    lot = Lot.objects.create(product=tea, code="L1")
    warehouse.adjust(location=shelf, product=tea, quantity=Decimal(9), by=manager)
    recipe = warehouse.keep_recipe(
        Recipe(merchant=merchant, name="Pot"),
        by=manager,
        inputs=[(tea, Decimal(1))],
        outputs=[
            (
                Product.objects.create(merchant=merchant, sku="POT", name="Pot", unit=tea.unit),
                Decimal(1),
            )
        ],
    )
    order = warehouse.open_order(
        by=manager, warehouse=house, merchant=merchant, name="Pots",
        materials=[(tea, Decimal(2))], outputs=[(tea, Decimal(1))],
    )  # fmt: skip
    order = workflow.take_step(order, "confirm", by=manager)
    picking_list = warehouse.make_picking_list([order], by=manager)
    line = picking_list.lines.get()
    item = StockItem.objects.get(product=tea)
    missing = Discrepancy.objects.create(item=item, warehouse=house, missing=1, by=manager)
    inbound = warehouse.open_inbound(
        by=manager, warehouse=house, merchant=merchant,
        lines=[InboundLine(product=tea, expected=Decimal(3))],
    )  # fmt: skip
    count = warehouse.count(shelf, {(tea, None): Decimal(9)}, by=manager)
    imported = ImportedFile.objects.create(kind="products", name="tea.csv", rows=[], by=manager)
    arguments = {
        **{
            key: [order.number]
            for key in ["order", "order_panel", "edit_order", "order_note", "order_stream"]
        },
        **{
            key: [picking_list.number]
            for key in ["picking_list", "scan", "picking_print", "picking_pdf", "picking_stream"]
        },
        **{
            key: [picking_list.number, line.pk]
            for key in ["pick_line", "undo_line", "short_line", "line_elsewhere", "leave_out"]
        },
        **{
            key: [inbound.number]
            for key in [
                "inbound",
                "edit_inbound",
                "inbound_stream",
                "inbound_restock",
                "receive",
                "put_away",
            ]
        },
        **{key: [tea.pk] for key in ["product", "edit_product", "switch_product"]},
        **{key: [recipe.pk] for key in ["recipe", "edit_recipe", "switch_recipe"]},
        "order_step": [order.number, "cancel"],
        "picking_step": [picking_list.number, "release"],
        "inbound_step": [inbound.number, "cancel"],
        "take_off": [picking_list.number, order.number],
        "lot": [lot.pk],
        "settle": [missing.pk],
        "transfer": [item.pk],
        "count": [count.number],
        "import_template": ["products"],
        "imported": [imported.pk],
        "product_photo": [tea.pk, "thumb"],
    }
    return {f"warehouse:{name}": each for name, each in arguments.items()}


def warranty_arguments(manager):
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


def maintenance_arguments(manager, technician):
    """An order with a task of each kind, parts and papers, two that wait for their approvers, and what they stand on."""
    site = Site.objects.create(name="North hall")
    press = Asset.objects.create(name="Press 4", tag="P-4", site=site)
    assets.add_photos(press, by=manager, photos=[a_photo()])
    meter = assets.add_meter(
        press, by=manager, kind="cycles", name="Strokes", unit="", value=Decimal(9)
    )
    template = templates.keep_template(
        WorkTemplate(name="Monthly check"), by=manager, tasks=a_question_of_each_kind()
    )
    strategy = rules.keep_strategy(
        Strategy(name="Monthly", title="Check", every=1, unit="month", starts_on="2030-01-01",
                 template=template),
        by=manager, assets=[press],
    )  # fmt: skip
    job = jobs.keep_job(ServiceJob(title="Visit"), crew=[manager])
    order = work.open_order(by=manager, title="Check", assets=[press], template=template.current)
    pictured = order.tasks.get(answer_kind="photo")
    checklist.add_photos(pictured, [a_photo()], by=manager)
    photo = TaskPhoto.objects.get()
    paper = checklist.add_document(pictured, CleanDocument(b"%PDF-1.7", "a.pdf"), by=manager)
    part = PartLine.objects.create(
        order=order, product=Product.objects.get(sku="TEA"), unit_cost=1, quantity=1
    )
    case = cases.report(by=manager, asset=press, title="It squeals", photos=[a_photo()])
    inside = an_order_to_approve(manager, technician, approver=manager)
    outside = an_order_to_approve(
        manager, technician, approver_name="Ines", approver_email="ines@example.org"
    )
    seen = TaskPhoto.objects.get(task__order=outside)
    approved = an_order_to_approve(manager, technician, approver=manager)
    approvals.decide(approved.rounds.get(), by=manager, approved=True, name="Maya")
    approve = SignOffLink.objects.get().token
    batch = Batch.objects.create(by=manager, wanted={}, number=1)
    view = SavedView.objects.create(user=manager, name="Mine")
    task = order.tasks.get(answer_kind="text")
    arguments = {
        **same([order.number], ["order", "order_stream", "order_note", "closing_notes", "edit_order", "load_template",
             "correct_resolution", "print", "pdf", "add_task", "order_timer", "add_time", "parts",
             "parts_reserve", "parts_list", "replan"]),
        **same([order.number, task.pk], ["task", "task_answer", "task_set_aside", "task_take_back", "task_timer",
             "task_photos", "task_documents", "edit_task", "remove_task"]),
        **same([order.number, part.pk], ["part", "part_pick", "part_give_back", "part_remove"]),
        "order_step": [order.number, "pause"],
        "task_photo": [order.number, photo.pk, "thumb"],
        "task_photo_remove": [order.number, photo.pk],
        "task_document": [order.number, paper.pk],
        **same([inside.number], ["sign", "decide"]),
        "certificate": [approved.number],
        "signature": [inside.number, Signature.objects.get(round__order=inside).pk],
        "remove_view": [view.pk],
        "batch": [batch.pk],
        **same([job.number], ["job", "edit_job", "job_orders", "new_job_order"]),
        **same([press.pk], ["asset", "edit_asset", "add_meter", "asset_photos"]),
        **same([press.pk, meter.pk], ["read_meter", "export_readings"]),
        "asset_photo": [press.pk, press.photos.get().pk, "thumb"],
        "asset_scanned": [press.code],
        "edit_site": [site.pk],
        **same([case.number], ["case", "case_stream", "edit_case", "case_comment", "order_from_case"]),
        "case_step": [case.number, "start"],
        "case_photo": [case.number, case.photos.get().pk, "thumb"],
        **same([template.pk], ["template", "edit_template", "switch_template"]),
        **same([strategy.pk], ["strategy", "edit_strategy", "switch_strategy", "pause_strategy"]),
        **same(["finished"], ["export_insights", "behind_insights"]),
    }  # fmt: skip
    told = case.links.get().token
    return {f"workorders:{name}": each for name, each in arguments.items()} | {
        "sign_off": [approve],
        "sign_off_photo": [approve, seen.pk, "thumb"],
        "sign_off_signature": [approve, Signature.objects.get(round__order=outside).pk],
        "report": [press.code],
        **same([told], ["reported", "reported_stream"]),
        "reported_photo": [told, case.photos.get().pk, "thumb"],
        "feed": [feeds.make(technician).token],
    }


def a_question_of_each_kind():
    more = {
        "choice": {"choices": ["Good", "Bad"]},
        "number": {"least": 2, "most": 8, "unit": "bar"},
    }
    return [
        TemplateTask(place=place, title=kind.label, answer_kind=kind, **more.get(kind, {}))
        for place, kind in enumerate(AnswerKind, 1)
    ]


def an_order_to_approve(manager, technician, **approver):
    """Signed by the technician, with a photo; it waits for whoever approves it."""
    order = work.open_order(
        by=manager, title="Guard", kind="approval", assignee=technician,
        tasks=[Task(title="Picture", answer_kind="photo")], **approver,
    )  # fmt: skip
    checklist.add_photos(order.tasks.get(), [a_photo()], by=technician)
    approvals.sign(order, by=technician, name="Dana", drawing=a_photo())
    return WorkOrder.objects.get(pk=order.pk)


def same(arguments, names):
    return dict.fromkeys(names, arguments)


def a_photo():
    picture = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(picture, "JPEG")
    return CleanPhoto(data=picture.getvalue(), width=8, height=6, thumb=picture.getvalue())


@pytest.mark.usefixtures("nobody_prints")
@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_everybody_gets_what_is_theirs_and_nothing_else(role, people, addresses, client, caplog):
    for name in ("django.request", "docket.access"):
        caplog.set_level("ERROR", name)  # half of the answers are refusals, each a line of the log
    wrong = []
    for name, url in addresses.items():
        if people[role] and SESSION_KEY not in client.session:
            client.force_login(User.objects.get(pk=people[role].pk))
        for method, allowed in zip(("get", "post"), RIGHTS[name], strict=True):
            if allowed is NO and role not in ("manager", "anonymous"):
                continue
            answer = getattr(client, method)(url)
            expected = "refused" if allowed is NO else ("served" if role in allowed else "closed")
            if not fits(answer, expected, role):
                where = answer.headers.get("Location", "")
                wrong.append(f"{method} {name}: {answer.status_code} {where}, not {expected}")

    assert wrong == []


def fits(answer, expected, role):
    """Whether the answer is what the table says; a form sent empty may be refused for what it lacks."""
    to_login = answer.status_code == 302 and "/login/" in answer["Location"]
    if expected == "refused":
        return answer.status_code == 405 or (role == "anonymous" and to_login)
    if expected == "closed":
        return to_login if role == "anonymous" else answer.status_code in (403, 404)
    return not to_login and answer.status_code in (200, 202, 204, 302, 400, 404, 409, 422)
