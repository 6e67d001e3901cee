"""The addresses of maintenance, each of a thing that is there."""

from decimal import Decimal

from django.urls import reverse

from config.core.images import CleanDocument
from tests.pictures import a_photo
from warehouse.models import Merchant, Product, Unit
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

VERDICTS = [{"verdict": name} for name in ("approved", "sent_back")]
TRIGGERS = [{"trigger": name} for name in ("calendar", "dates", "usage", "condition")]
A_ROW = {"tasks-TOTAL_FORMS": "1", "tasks-INITIAL_FORMS": "0", "tasks-0-title": "Look"}
DIVES = {
    "workorders:calendar": [{}, {"view": "week"}],
    "workorders:timeline": [{}, {"by": "asset"}],
    "workorders:assets": [{}, {"view": "tree"}],
    "workorders:asset": [{"part": name} for name in ("overview", "orders", "cases", "meters")],
    "workorders:behind_insights": [{"row": "all", "column": "finished"}],
    "workorders:bulk": [{}, {"make": "1", "all": "1"}],
    "workorders:job_orders": [{}, {"add": "WO-1"}],
    "workorders:edit_task": [{}, {"move": "up"}],
    "workorders:decide": VERDICTS,
    "sign_off": VERDICTS,
    "workorders:new_template": [A_ROW],
    "workorders:edit_template": [A_ROW],
    "workorders:strategy_preview": TRIGGERS,
    "workorders:new_strategy": TRIGGERS,
    "workorders:edit_strategy": TRIGGERS,
}


def arguments(manager, technician):
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
    tea = Product.objects.create(
        merchant=Merchant.objects.get(), sku="TEA", name="Tea", unit=Unit.objects.get(code="pcs")
    )
    part = PartLine.objects.create(order=order, product=tea, unit_cost=1, quantity=1)
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


def more_addresses(found):
    """Each kind of question is a form of its own."""
    answer = "workorders:task_answer"
    asked = Task.objects.exclude(answer_kind="photo").select_related("order")
    return {answer: [reverse(answer, args=[task.order.number, task.pk]) for task in asked]}
