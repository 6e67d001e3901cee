from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core.models import Submission
from config.core.people import also_seen
from serviceorders import services
from serviceorders.forms.clients import ClientForm, ClientSearch, NewClientForm
from serviceorders.models import Client, ClientMerge, ServiceOrder
from serviceorders.states import OPEN
from serviceorders.views.detail import seen_version

sees = permission_required("serviceorders.view_client", raise_exception=True)
MOST_MATCHES = 8
MOST_LISTED = 100
MOST_TWINS = 3


@sees
@require_GET
def clients(request):
    """Everyone who ever brought something, the latest first."""
    search = ClientSearch(request.GET)
    found = Client.objects.for_user(request.user).matching(search.words)
    found = found.annotate(order_count=orders(), open_count=orders(status__in=OPEN))
    page = Paginator(found.order_by("-pk"), 50).get_page(request.GET.get("page"))
    name = "_found" if request.htmx else "list"
    return render(request, f"serviceorders/clients/{name}.html", {"page": page, "search": search})


def orders(**which):
    """How many orders a client has, counted for the rows of one page and not for all."""
    own = ServiceOrder.objects.filter(client=OuterRef("pk"), **which).order_by()
    return Coalesce(Subquery(own.values("client").annotate(n=Count("pk")).values("n")), 0)


@sees
@require_GET
def find(request):
    """Up to eight clients who match what was typed, for the picker, which sends its own field."""
    typed = request.GET.get("q") or request.GET.get("client-name", "")
    search = ClientSearch({"q": typed})
    found = Client.objects.none()
    if len(search.words) > 1:
        known = Client.objects.for_user(request.user).known()
        found = known.matching(search.words).order_by("name", "pk")[:MOST_MATCHES]
    facts = {"matches": found, "words": search.words}
    return render(request, "serviceorders/clients/_matches.html", facts)


@permission_required("serviceorders.add_client", raise_exception=True)
@require_http_methods(["GET", "POST"])
def new(request):
    form = NewClientForm(request.POST or None, initial={"once": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        key = f"{request.user.pk}:{form.cleaned_data.pop('once')}"

        def make():
            return services.client_at_the_counter(**form.cleaned_data).get_absolute_url()

        return redirect(Submission.once(key, make))
    status = 422 if form.is_bound else 200
    return render(request, "serviceorders/clients/new.html", {"form": form}, status=status)


@sees
@require_GET
def client(request, pk):
    """One client: how to reach them, what they brought, when they come."""
    person = Client.objects.for_user(request.user).filter(pk=pk).first()
    if person is None:
        return redirect(get_object_or_404(ClientMerge, key=pk).became)
    seen = also_seen(person.email, person.phone, request.user, besides=[person.get_absolute_url()])
    jobs = list(person.orders.with_price().order_by("-number_year", "-number_seq")[:MOST_LISTED])
    facts = {
        "client": person,
        "orders": jobs,
        "devices": devices(jobs),
        "bookings": person.bookings.select_related("service_type").order_by("-starts_at")[
            :MOST_LISTED
        ],
        "also_seen": seen,
        "merges": person.merges.select_related("by").order_by("-at"),
        "twins": twins_of(person, request.user)[:MOST_TWINS] if seen else [],
        "whatsapp": person.phone.as_e164.lstrip("+") if person.phone else "",
    }
    return render(request, "serviceorders/clients/detail.html", facts)


def twins_of(person, user):
    """Other clients with the same e-mail or phone."""
    known = Client.objects.for_user(user).known().reached_by(person.email, person.phone)
    return known.exclude(pk=person.pk).order_by("name", "pk")


@permission_required("serviceorders.change_client", raise_exception=True)
@require_http_methods(["GET", "POST"])
def merge(request, pk, other):
    """What moves when the other client becomes this one; then it does."""
    kept = get_object_or_404(Client.objects.for_user(request.user).known(), pk=pk)
    gone = get_object_or_404(twins_of(kept, request.user), pk=other)
    if request.method == "POST":
        try:
            services.merge_clients(kept, gone, by=request.user)
        except services.Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(kept)
    facts = {"kept": kept, "gone": gone}
    for name in ("orders", "bookings"):
        facts[name] = getattr(gone, name).order_by("number_year", "number_seq")
    return render(request, "serviceorders/clients/merge.html", facts)


@permission_required("serviceorders.change_client", raise_exception=True)
@require_POST
def part(request, pk, merge):
    """Who was merged into the client is a client of their own again."""
    person = get_object_or_404(Client.objects.for_user(request.user).known(), pk=pk)
    merged = get_object_or_404(ClientMerge, pk=merge, client=person)
    try:
        back = services.part_clients(merged, by=request.user)
        messages.success(request, _("%s is a client of their own again.") % back)
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(person)


def devices(jobs):
    """The devices of these orders, each once, with its orders: the same by IMEI, serial number or else by name."""
    seen = {}
    for job in jobs:
        key = job.imei or job.serial.lower() or job.device.lower()
        seen.setdefault(key, []).append(job)
    return [{"device": found[0], "orders": found} for found in seen.values()]


@permission_required("serviceorders.change_client", raise_exception=True)
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    known = Client.objects.for_user(request.user).known()
    person = get_object_or_404(known, pk=pk)
    name = person.name
    version = person.version
    form = ClientForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        seen = seen_version(request)
        try:
            return redirect(services.edit_client(person, seen_version=seen, **form.cleaned_data))
        except services.ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
    facts = {"form": form, "pk": pk, "name": name, "version": version}
    status = 422 if form.is_bound else 200
    return render(request, "serviceorders/clients/edit.html", facts, status=status)
