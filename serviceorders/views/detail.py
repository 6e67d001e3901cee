"""One order: intake, its page, its steps and what is typed on it."""

import uuid
from dataclasses import replace
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core import hand_overs, live, workflow
from config.core.addresses import local_address
from config.core.keys import key_of
from config.core.models import Submission
from config.core.models.shop import current_shop
from config.core.money import format_money
from config.core.submissions import made_once
from serviceorders import letters, services
from serviceorders.forms.clients import ClientPickForm
from serviceorders.forms.orders import (
    SECTIONS,
    NewOrderForm,
    NoteForm,
    PaymentForm,
    StepForm,
)
from serviceorders.models import Booking, Client, PartUsed, ServiceOrder

LONGEST_IMEI, LONGEST_SERIAL, LONGEST_PROBLEM = (
    ServiceOrder._meta.get_field(name).max_length for name in ("imei", "serial", "problem")
)

may_view = permission_required("serviceorders.view_serviceorder", raise_exception=True)
may_take_in = permission_required("serviceorders.intake", raise_exception=True)
may_deliver = permission_required("serviceorders.deliver", raise_exception=True)


def order_for(request, number):
    """The order of this number, as far as this user may see it; Http404 otherwise."""
    return get_object_or_404(ServiceOrder.objects.for_user(request.user), number=number)


# Intake


@require_http_methods(["GET", "POST"])
@may_take_in
def new(request):
    booking = booking_of(request)
    returned = returned_of(request)
    if request.method == "POST":
        return take_in(request, booking, returned)
    if elsewhere := not_from_these(request, booking, returned):
        return redirect(elsewhere)
    matter = hand_overs.matter_named(request)
    initial = intake_defaults(booking, returned, matter)
    form = NewOrderForm(user=request.user, initial=initial)
    client = (booking and booking.client) or (returned and returned.client)
    picker = ClientPickForm(
        user=request.user,
        client=client or known_client(matter, request.user) or request.GET.get("client"),
        details=matter and matter.contact,
    )
    return new_page(request, form, picker, booking, returned, matter)


def not_from_these(request, booking, returned):
    """Where to go instead, said why, if the booking or the returned order cannot become an order; else None."""
    try:
        if booking:
            services.check_booking(booking)
    except services.Refused as refusal:
        messages.warning(request, str(refusal))
        return getattr(booking, "order", booking)
    try:
        if returned:
            services.check_warranty(returned)
    except services.Refused as refusal:
        messages.warning(request, str(refusal))
        return reverse("serviceorders:new", query={"client": returned.client_id})
    return None


def take_in(request, booking, returned):
    form = NewOrderForm(request.POST, request.FILES, user=request.user)
    picker = ClientPickForm(request.POST, user=request.user)
    is_complete = form.is_valid() & picker.is_valid()
    matter = form.cleaned_data.get("matter")
    if not is_complete:
        return new_page(request, form, picker, booking, returned, matter, status=422)

    def make():
        order = services.open_order(
            by=request.user,
            client=picker.pick(),
            booking=booking,
            returns=returned,
            matter=matter,
            photos=form.cleaned_data["photos"],
            **form.device_and_work(),
        )
        return order.get_absolute_url()

    try:
        made = made_once(request, form, make)
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
        returned = returned if returned and returned.in_warranty else None
        return new_page(request, form, picker, booking, returned, matter, status=422)
    if form.imei_warning:
        messages.warning(request, form.imei_warning)
    return redirect(made)


def new_page(request, form, picker, booking, returned, matter, status=200):
    context = {
        "form": form, "picker": picker, "booking": booking, "returned": returned, "matter": matter,
    }  # fmt: skip
    if form.is_bound:
        form.ask_for_photos_again()
    else:
        try:
            services.check_plan()
        except services.OverPlan as refusal:
            context["over_plan"] = str(refusal)
    return render(request, "serviceorders/new.html", context, status=status)


def booking_of(request):
    """The booking that the address names, by its number or its id."""
    name = request.GET.get("booking", "")
    if not name:
        return None
    bookings = Booking.objects.for_user(request.user).select_related("client", "service_type")
    key = key_of(name)
    return get_object_or_404(bookings, **({"number": name} if key is None else {"pk": key}))


def returned_of(request):
    number = request.GET.get("returns")
    orders = ServiceOrder.objects.for_user(request.user).select_related("client")
    return get_object_or_404(orders, number=number) if number else None


def known_client(matter, user):
    """The client whom the matter is about, by e-mail or phone, or None."""
    if matter is None:
        return None
    known = Client.objects.for_user(user).known().reached_by(matter.email, matter.phone)
    return known.order_by("pk").first()


def intake_defaults(booking, returned, matter):
    defaults = {"once": uuid.uuid4().hex}
    if matter:
        defaults |= {"matter": matter.record.number, "model": matter.device}
        defaults["problem"] = matter.words[:LONGEST_PROBLEM]
    if booking:
        defaults |= {"service_type": booking.service_type, "problem": booking.notes}
    if returned:
        for name in ("brand", "model", "imei", "serial", "service_type"):
            defaults[name] = getattr(returned, name)
    return defaults


@require_GET
@may_take_in
def seen_before(request):
    """Earlier orders of the device whose IMEI or serial number was typed."""
    imei = "".join(filter(str.isdecimal, request.GET.get("imei", "")))[:LONGEST_IMEI]
    serial = request.GET.get("serial", "").strip()[:LONGEST_SERIAL]
    orders = ServiceOrder.objects.for_user(request.user).of_device(imei, serial)
    orders = orders.select_related("client").order_by("-pk")[:5]
    return render(request, "serviceorders/_seen_before.html", {"orders": orders})


# The page


@require_GET
@may_view
def detail(request, number):
    return render(request, "serviceorders/detail.html", panel_context(request, number))


@require_GET
@may_view
def panel(request, number):
    return render(request, "serviceorders/_panel.html", panel_context(request, number))


@require_GET
@may_view
def stream(request, number):
    return live.stream(request, [order_for(request, number).topic])


def panel_context(request, number):
    """What the page shows of one order; its number of queries does not depend on how much there is."""
    orders = ServiceOrder.objects.for_user(request.user).for_page()
    orders = orders.prefetch_related(shown_parts(), "photos", "payments")
    order = get_object_or_404(orders, number=number)
    user = request.user
    prices = order.prices
    tracking, decision = order.tracking_link, order.decision_link
    may_share = user.has_perm("serviceorders.intake") or user.has_perm("serviceorders.decide")
    return {
        "order": order,
        "prices": prices,
        "threads": hand_overs.threads(order, user),
        "steps": steps_of(order, prices, user),
        "history": order.history.select_related("by", "email", "document"),
        "tracking_url": letters.site(tracking.get_absolute_url()) if tracking else "",
        "decision": decision,
        "is_told": bool(order.client.email) and "order-estimate" not in current_shop().notices_off,
        # Whoever has it answers as the client.
        "decision_url": letters.site(decision.get_absolute_url()) if decision and may_share else "",
        "may_edit": user.has_perm("serviceorders.intake"),
        "may_deliver": user.has_perm("serviceorders.deliver"),
    } | sharing(order, tracking)


def steps_of(order, prices, user):
    """The steps that are offered; before a device is handed over unpaid, that is asked about."""
    steps = workflow.offers(order, user)
    if prices.due <= 0:
        return steps
    unpaid = _("%s is not paid yet. Hand the device over all the same?")
    question = unpaid % format_money(prices.due)
    return [replace(step, question=question) if step.name == "complete" else step for step in steps]


def shown_parts():
    """The parts of an order as its page shows them."""
    return Prefetch("parts", PartUsed.objects.for_page())


def sharing(order, tracking):
    """The tracking link as addresses to share it by."""
    if not tracking:
        return {}
    url = letters.site(tracking.get_absolute_url())
    with translation.override(order.client.language):
        text = _("Follow your order %(number)s here: %(url)s") % {"number": order, "url": url}
    digits = "".join(filter(str.isdecimal, str(order.client.phone or "")))
    subject = quote(f"{order} {order.device}")
    return {
        "whatsapp_url": f"https://wa.me/{digits}?text={quote(text)}",
        "mail_url": f"mailto:{quote(order.client.email)}?subject={subject}&body={quote(text)}",
    }


def back_to_panel(request, order):
    """The fresh panel for HTMX, the page for a browser."""
    if request.htmx:
        response = render(
            request, "serviceorders/_panel.html", panel_context(request, order.number)
        )
        response["HX-Retarget"], response["HX-Reswap"] = "#panel", "outerHTML"
        return response
    return redirect(order)


# Steps


@require_POST
def take_step(request, number, step):
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


# What is typed


@require_http_methods(["GET", "POST"])
@may_take_in
def edit(request, number, section):
    """One card of the page as a form. Who saves second is told, and keeps what they typed."""
    if section not in SECTIONS:
        raise Http404
    order = order_for(request, number)
    kind, title = SECTIONS[section]
    form = kind(request.POST or None, instance=order_for(request, number))
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in kind.Meta.fields}
        try:
            services.change_order(
                order, by=request.user, seen_version=seen_version(request), **fields
            )
        except services.ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if warning := getattr(form, "imei_warning", ""):
                messages.warning(request, warning)
            return back_to_panel(request, order)
    context = {"order": order, "form": form, "section": section, "title": title}
    template = "_edit" if request.htmx else "edit"
    status = 422 if form.is_bound else 200
    return render(request, f"serviceorders/{template}.html", context, status=status)


def seen_version(request):
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


@require_http_methods(["GET", "POST"])
@may_take_in
def add_note(request, number):
    order = order_for(request, number)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_note(order, by=request.user, **form.cleaned_data)
        return back_to_panel(request, order)
    return small_form(request, order, form, "add_note", _("Add a note"), _("Add note"))


@require_http_methods(["GET", "POST"])
@may_deliver
def take_payment(request, number):
    order = order_for(request, number)
    initial = {"amount": order.prices.due, "once": uuid.uuid4().hex}
    form = PaymentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        payment = {name: form.cleaned_data[name] for name in form.Meta.fields}
        make_once(
            request, form, order, lambda: services.take_payment(order, by=request.user, **payment)
        )
        return back_to_panel(request, order)
    return small_form(request, order, form, "payments", _("Payment"), _("Take payment"))


def make_once(request, form, order, make):
    """What belongs to the order is made, but not again for the same form sent twice."""
    once = form.cleaned_data["once"]
    if not once:
        make()
        return

    def made():
        make()
        return order.get_absolute_url()

    Submission.once(f"{request.user.pk}:{once}", made)


def small_form(request, order, form, view, title, button):
    """A form of its own card: in place for HTMX, a page of its own without."""
    context = {
        "order": order, "form": form, "view": f"serviceorders:{view}", "title": title,
        "button": button,
    }  # fmt: skip
    template = "_small_form" if request.htmx else "small_form"
    status = 422 if form.is_bound else 200
    return render(request, f"serviceorders/{template}.html", context, status=status)


# Links


@require_POST
@may_take_in
def replace_link(request, number):
    order = order_for(request, number)
    services.replace_tracking_link(order, by=request.user)
    messages.success(request, _("The old link no longer works. Share the new one."))
    return back_to_panel(request, order)


@require_POST
@may_take_in
def revoke_link(request, number):
    order = order_for(request, number)
    services.revoke_tracking_link(order, by=request.user)
    messages.success(request, _("The tracking link no longer works."))
    return back_to_panel(request, order)


@require_POST
@may_take_in
def send_estimate(request, number):
    order = order_for(request, number)
    try:
        email = services.send_estimate_again(order, by=request.user)
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        sent = _("The estimate was sent again. The old link no longer works.")
        unsent = _("There is a new link, but no e-mail was sent: copy the link and share it.")
        messages.success(request, sent if email else unsent)
    return back_to_panel(request, order)
