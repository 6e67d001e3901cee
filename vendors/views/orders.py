"""One vendor order: its page, its steps, its date and what was written about it."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery, Value
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core import hand_overs, live, workflow
from config.core.addresses import local_address
from config.core.models import Email, HandOver
from config.core.sending_files import send_file, send_photo
from vendors import letters, services
from vendors.forms.orders import NoteForm, PassForm, ScheduleForm, StepForm, is_silent
from vendors.models import Message, MessageFile, VendorWorkOrder, VendorWorkOrderHistory
from vendors.states import MessageKind, Response, Status
from vendors.views.order_list import answer_of, may_view, with_news

UNDELIVERED = [Email.State.FAILED, Email.State.BOUNCED]

may_dispatch = permission_required("vendors.dispatch", raise_exception=True)


def order_for(request, number):
    """The order of this number, as far as this user may see it; Http404 otherwise."""
    orders = VendorWorkOrder.objects.for_user(request.user).select_related("vendor", "request")
    return get_object_or_404(orders, number=number)


# The page


@require_GET
@may_view
def order(request, number):
    tab = "history" if request.GET.get("tab") == "history" else "details"
    fragment = request.htmx and not request.htmx.boosted
    template = "_panel" if fragment else "detail"
    context = panel_context(request, number, tab)
    return render(request, f"vendors/orders/{template}.html", context)


@require_GET
@may_view
def order_stream(request, number):
    return live.stream(request, [order_for(request, number).topic])


def panel_context(request, number, tab, **forms):
    """What one tab of the page shows; its number of queries does not depend on how much there is."""
    order = get_object_or_404(for_page(request.user), number=number)
    may_write = request.user.has_perm("vendors.dispatch")
    context = {
        "order": order,
        "tab": tab,
        "steps": steps_of(order, request.user),
        "is_stuck": is_stuck(order),
        "may_dispatch": may_write,
        "may_schedule": may_write and order.status == Status.IN_PROGRESS,
        **answer_of(order),
        "is_silent": is_silent(order),
        "schedule_form": forms.get("schedule_form") or ScheduleForm(),
        "note_form": forms.get("note_form") or NoteForm(),
    }
    if tab == "history":
        return context | history_of(order, may_write)
    return context | details_of(order) | {"threads": hand_overs.threads(order, request.user)}


def for_page(user):
    """Orders with what their page tells of other tables once, in one query."""
    replies = Message.objects.filter(order=OuterRef("pk"), kind=MessageKind.REPLY)
    latest = replies.order_by("-received_at", "-pk")
    came_back = VendorWorkOrderHistory.objects.filter(
        order=OuterRef("pk"),
        email__state__in=UNDELIVERED,
        email__queued_at__gte=OuterRef("sent_at"),
        email__to=OuterRef("vendor__email"),
    )
    return (
        with_news(VendorWorkOrder.objects.for_user(user))
        .annotate(
            live_link=FilteredRelation("links", condition=Q(links__revoked_at=None)),
            reply=Subquery(latest.values("text")[:1]),
            replied_at=Subquery(latest.values("received_at")[:1]),
            is_undelivered=Exists(came_back),
            is_handed_over=HandOver.of(),
        )
        .select_related("request__home", "vendor", "trade", "live_link")
    )


def is_stuck(order):
    """Whether the vendor declined or was not reached: then completing it is not what comes next."""
    is_lost = order.is_undelivered or order.response == Response.DECLINED
    return order.status == Status.IN_PROGRESS and is_lost


def steps_of(order, user):
    """The steps on offer; what is refused says why, and leads to the form where it can be mended."""
    edit = f"{order.get_absolute_url()}edit/"
    return [
        replace(each, primary=each.primary and not is_stuck(order))
        if each.allowed
        else vars(each) | {"fix_url": f"{edit}#{each.fix}", "fix_label": _("Edit")}
        for each in workflow.offers(order, user)
    ]


def details_of(order):
    """The tab with the work: what the vendor gets, and what they answered."""
    pictures = pictures_of(order)
    link = getattr(order, "live_link", None)  # joined only where there is one
    return {
        "issues": order.issues.all(),
        "photos": pictures["sent"],
        "vendor_photos": pictures["vendor"],
        "vendor_url": letters.site(link.get_absolute_url()) if link else "",
        "next_vendor": next_vendor(order),
    }


def pictures_of(order):
    """The pictures sent to the vendor and those that came from them, of one query: {whose: [(pk, caption)]}."""
    sent, came = (
        photos.order_by().values_list(Value(whose), "pk", "caption")
        for whose, photos in (("sent", order.photos), ("vendor", order.vendor_photos))
    )
    found = {"sent": [], "vendor": []}
    for whose, pk, caption in sorted(sent.union(came)):
        found[whose].append({"pk": pk, "caption": caption})
    return found


def next_vendor(order):
    """Who could do it instead of a vendor who declined or never answered, or None."""
    gave_up = order.escalated_at and is_silent(order)
    if order.status != Status.IN_PROGRESS or not (gave_up or order.response == Response.DECLINED):
        return None
    return services.suggest_vendor(order.trade, order.request, besides=(order.vendor_id,))


def history_of(order, may_write):
    """The tab with all that happened: each e-mail with its way, each answer with its text and its files."""
    lines = list(
        order.history.select_related("by", "email", "message").prefetch_related("message__files")
    )
    for line in lines:
        line.heading = line.ACTIONS.get(line.action, line.title) if line.message else line.title
        line.words = words_of(line.message) if line.message else ""
        line.can_resend = (
            may_write and line.email and not services.why_not_resend(order, line.email)
        )
    return {"history": lines}


def words_of(message):
    """What was written; of a returned e-mail without the line about files, which are our own e-mail."""
    words, _gap, files = message.text.rpartition("\n\n")
    is_about_files = files.startswith("[") and files.endswith("]")
    return words if message.kind == MessageKind.BOUNCE and is_about_files else message.text


def back_to_panel(request, order, tab=""):
    """The fresh panel for HTMX, the page for a browser."""
    tab = tab or ("history" if "tab=history" in (request.htmx.current_url or "") else "details")
    if not request.htmx:
        return redirect(address_of(order, tab))
    return panel(request, order.number, tab)


def panel(request, number, tab, status=200, **forms):
    context = panel_context(request, number, tab, **forms)
    template = "_panel" if request.htmx else "detail"
    response = render(request, f"vendors/orders/{template}.html", context, status=status)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#panel", "outerHTML"
    return response


def address_of(order, tab):
    return order.get_absolute_url() + ("?tab=history" if tab == "history" else "")


def attempt(request, act, done=""):
    """Do it, and say that it is done, or why it was refused."""
    try:
        act()
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    except workflow.StepRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        if done:
            messages.success(request, done)


# Steps


@require_POST
def order_step(request, number, step):
    order = order_for(request, number)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            workflow.take_step(order, step, by=request.user, **form.cleaned_data)
        except workflow.UnknownStep as unknown:
            raise Http404 from unknown
        except workflow.StepRefused as refusal:
            messages.error(request, refusal.reason)
    else:
        messages.error(request, _("The note is too long: 4,000 characters at most."))
    if came_from := local_address(request):
        return redirect(came_from)
    return back_to_panel(request, order)


@require_POST
@may_dispatch
def another_vendor(request, number):
    """Recall it from the vendor who has it, and make it a draft for the next one."""
    order = order_for(request, number)
    form = PassForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose another vendor."))
        return back_to_panel(request, order)
    vendor = form.cleaned_data["vendor"]
    done = _("It is a draft for %s now. Look at it, and send it.") % vendor
    attempt(request, lambda: services.pass_to(order, vendor, by=request.user), done)
    return back_to_panel(request, order)


# The date, and the vendor's answer


@require_POST
@may_dispatch
def schedule(request, number):
    order = order_for(request, number)
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return panel(request, number, "details", status=422, schedule_form=form)
    at = form.cleaned_data["at"]
    attempt(request, lambda: services.schedule(order, by=request.user, at=at))
    return back_to_panel(request, order)


@require_POST
@may_dispatch
def seen(request, number):
    order = order_for(request, number)
    services.mark_seen(order)
    return back_to_panel(request, order)


@require_POST
@may_dispatch
def replace_link(request, number):
    order = order_for(request, number)
    done = _("The old link no longer works. Send the vendor the new one.")
    attempt(request, lambda: services.replace_vendor_link(order, by=request.user), done)
    return back_to_panel(request, order)


# What was written


@require_http_methods(["GET", "POST"])
@may_dispatch
def order_note(request, number):
    order = order_for(request, number)
    form = NoteForm(request.POST or None)
    if request.method == "GET":
        return back_to_panel(request, order, "history")
    if not form.is_valid():
        return panel(request, number, "history", status=422, note_form=form)
    services.add_note(order, by=request.user, **form.cleaned_data)
    return back_to_panel(request, order, "history")


@require_POST
@may_dispatch
def resend(request, number, pk):
    """An e-mail of this order is sent again; its history has it."""
    order = order_for(request, number)
    email = get_object_or_404(Email.objects.filter(pk__in=order.history.values("email")), pk=pk)
    done = _("It is in the queue again.")
    attempt(request, lambda: services.resend_email(order, email, by=request.user), done)
    return back_to_panel(request, order, "history")


# Files


@require_GET
@may_view
def vendor_photo(request, number, pk, size):
    photo = get_object_or_404(order_for(request, number).vendor_photos, pk=pk)
    return send_photo(photo, size)


@require_GET
@may_view
def message_file(request, number, pk):
    """What came with an answer: a picture is shown, anything else is a download that runs nothing."""
    files = MessageFile.objects.filter(message__order=order_for(request, number))
    found = get_object_or_404(files, pk=pk)
    is_picture = found.content_type == "image/jpeg"
    return send_file(found.file, name=found.name, inline_type="image/jpeg" if is_picture else None)
