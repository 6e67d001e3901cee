"""The tasks of a work order: answered in place, from a phone that may be offline for a while; and planned."""

import uuid

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core.models import Submission
from config.core.refusals import Refused
from config.core.sending_files import send_file, send_photo
from workorders.forms.tasks import (
    AnswerForm,
    DocumentForm,
    DrawingForm,
    SetAsideForm,
    TaskForm,
    TaskPhotosForm,
    TimeForm,
)
from workorders.models import Task, TaskDocument, TaskPhoto
from workorders.services import checklist
from workorders.services import tasks as work
from workorders.states import AnswerKind, TaskStatus
from workorders.views import order_facts as facts
from workorders.views.orders import (
    attempt,
    back_to_panel,
    may_do,
    may_plan,
    may_view,
    order_for,
)


def task_for(request, number, pk):
    """(the order, its task); Http404 for a task of another order."""
    order = order_for(request, number)
    task = get_object_or_404(order.tasks.all(), pk=pk)
    task.order = order
    return order, task


# Answers


@require_GET
@may_view
def task(request, number, pk):
    """One task on a page of its own, or as the card that stands on the order's page."""
    order, task = task_for(request, number, pk)
    return card(request, order, task)


@require_POST
@may_do
def answer(request, number, pk):
    order, task = task_for(request, number, pk)
    form = AnswerForm(request.POST)
    if task.answer_kind == AnswerKind.SIGNATURE:
        return sign(request, order, task, form)
    if not form.is_valid():
        return refuse(request, order, task, form)
    return done(request, order, task, lambda: give(request, task, form))


def give(request, task, form):
    """The answer counts. Raises Refused where somebody gave another one after it, while it was under way."""
    told = form.answer()
    if is_note_alone(task, told):
        checklist.write_note(task, by=request.user, notes=told["notes"])
        return
    kept = work.answer(task, by=request.user, **told)
    if told["at"] and kept.answered_at > told["at"]:
        raise Refused(_("%s gave another answer after that.") % kept.answered_by)


def is_note_alone(task, told):
    """Whether the answer stays as it is, and only the note beside it is another."""
    same = (task.text, task.number) == (told["text"], told["number"])
    is_new = told.get("notes", task.notes) != task.notes
    return task.status == TaskStatus.COMPLETED and same and is_new


def sign(request, order, task, answer):
    """Whoever signs typed their name, and may have drawn it."""
    form = DrawingForm(request.POST, request.FILES)
    if not (answer.is_valid() & form.is_valid()):
        return refuse(request, order, task, form if form.errors else answer)

    def keep():
        if form.cleaned_data["photos"]:
            work.add_photos(task, form.cleaned_data["photos"], by=request.user, is_signature=True)
        give(request, task, answer)

    return done(request, order, task, keep)


@require_POST
@may_do
def set_aside(request, number, pk):
    order, task = task_for(request, number, pk)
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        return refuse(request, order, task, form)
    return done(
        request, order, task, lambda: work.set_aside(task, by=request.user, **form.cleaned_data)
    )


@require_POST
@may_do
def take_back(request, number, pk):
    order, task = task_for(request, number, pk)
    return done(request, order, task, lambda: work.take_back(task, by=request.user))


@require_POST
@may_do
def add_photos(request, number, pk):
    order, task = task_for(request, number, pk)
    form = TaskPhotosForm(request.POST, request.FILES)
    if not form.is_valid():
        return refuse(request, order, task, form)
    photos = form.cleaned_data["photos"]
    return done(request, order, task, lambda: work.add_photos(task, photos, by=request.user))


@require_POST
@may_do
def remove_photo(request, number, pk):
    order = order_for(request, number)
    photo = get_object_or_404(TaskPhoto.objects.filter(task__order=order), pk=pk)
    task = photo.task
    return done(request, order, task, lambda: work.remove_photo(photo, by=request.user))


@require_POST
@may_do
def add_document(request, number, pk):
    order, task = task_for(request, number, pk)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return refuse(request, order, task, form)
    paper = form.cleaned_data["document"]
    return done(request, order, task, lambda: work.add_document(task, paper, by=request.user))


def done(request, order, task, act):
    """The task after ``act``, which happens once however often the phone sends it."""
    once, text = request.POST.get("once", "").replace("\0", "")[:64], ""

    def make():
        act()
        return order.get_absolute_url()

    try:
        if once:
            Submission.once(f"{request.user.pk}:{once}", make)
        else:
            make()
    except Refused as refusal:
        text = str(refusal)
    if is_later(request):
        return told(text)
    if text:
        return card(request, order, task, error=text, typed=request.POST)
    return card(request, order, task)


def refuse(request, order, task, form):
    text = next(iter(form.errors.values()))[0]
    if is_later(request):
        return told(text)
    return card(request, order, task, error=text, typed=request.POST)


def is_later(request):
    """Whether work.js sends what had to wait for the network: it reads words, not pages."""
    return "later" in request.POST


def told(refusal):
    return JsonResponse({"refused": refusal}, status=422 if refusal else 200)


def card(request, order, task, *, error="", typed=None):
    """The card of the task, with the head of the page; without HTMX the page, where the task stands.

    What was refused is said in the card, which keeps what was typed (422).
    """
    if request.method == "POST" and not error and not request.htmx:
        return redirect(f"{order.get_absolute_url()}#task-{task.pk}")
    fresh = get_object_or_404(facts.for_page(request.user), number=order.number)
    context = facts.page_context(fresh, request.user)
    found = context["cards"].get(task.pk)
    if found is None:
        return back_to_panel(request, order)
    found.error, found.typed = error, typed or {}
    context["card"] = found
    template = "_answered" if request.htmx else "task"
    return render(
        request, f"workorders/orders/{template}.html", context, status=422 if error else 200
    )


# Time


@require_POST
@may_do
def timer(request, number, pk=None):
    """Starts the clock on the task, or on the order; ``do=stop`` stops whatever runs for this person."""
    order = order_for(request, number)
    task = get_object_or_404(order.tasks.all(), pk=pk) if pk else None
    if request.POST.get("do") == "stop":
        attempt(request, lambda: work.stop_timer(by=request.user))
    else:
        attempt(request, lambda: work.start_timer(order, by=request.user, task=task))
    return back_to_panel(request, order)


@require_http_methods(["GET", "POST"])
@may_do
def add_time(request, number):
    order = order_for(request, number)
    form = TimeForm(request.POST or None, order=order, initial={"who": request.user})
    if request.method == "POST" and form.is_valid():
        times = form.times()
        if attempt(request, lambda: work.add_time(order, by=request.user, **times)):
            return redirect(order)
    return form_page(request, order, form, _("Add time"))


def form_page(request, order, form, title, task=None):
    context = {"order": order, "form": form, "title": title, "task": task}
    status = 422 if form.is_bound else 200
    return render(request, "workorders/orders/form.html", context, status=status)


# Planning


@require_http_methods(["GET", "POST"])
@may_plan
def add_task(request, number):
    order = order_for(request, number)
    form = TaskForm(
        request.POST or None, instance=Task(order=order), order=order,
        initial={"once": uuid.uuid4().hex},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def add():
            checklist.add_task(order, by=request.user, **named(form.cleaned_data))
            return order.get_absolute_url()

        once = form.cleaned_data["once"] or uuid.uuid4().hex
        if attempt(request, lambda: Submission.once(f"{request.user.pk}:{once}", add)):
            return redirect(f"{order.get_absolute_url()}#tasks")
    return form_page(request, order, form, _("Add a task"))


@require_http_methods(["GET", "POST"])
@may_plan
def edit_task(request, number, pk):
    """Another question; ``move`` instead puts the task one place up or down."""
    order, task = task_for(request, number, pk)
    if move := {"up": -1, "down": 1}.get(request.POST.get("move", "")):
        attempt(request, lambda: checklist.move_task(task, by=request.user, steps=move))
        return back_to_panel(request, order)
    typed = get_object_or_404(order.tasks.all(), pk=pk)  # what is typed stays apart from what is
    form = TaskForm(request.POST or None, instance=typed, order=order)
    if request.method == "POST" and form.is_valid():
        asked = named(form.cleaned_data)
        if attempt(request, lambda: checklist.change_task(task, by=request.user, **asked)):
            return redirect(f"{order.get_absolute_url()}#task-{task.pk}")
    return form_page(request, order, form, _("Edit task"), task)


def named(typed):
    return {name: value for name, value in typed.items() if name != "once"}


@require_POST
@may_plan
def remove_task(request, number, pk):
    order, task = task_for(request, number, pk)
    attempt(request, lambda: checklist.remove_task(task, by=request.user))
    return back_to_panel(request, order)


# Files


@require_GET
@may_view
def photo(request, number, pk, size):
    photos = TaskPhoto.objects.filter(task__order=order_for(request, number))
    found = get_object_or_404(photos, pk=pk)
    return send_photo(found, size)


@require_GET
@may_view
def document(request, number, pk):
    papers = TaskDocument.objects.filter(task__order=order_for(request, number))
    found = get_object_or_404(papers, pk=pk)
    return send_file(found.file, name=found.name)
