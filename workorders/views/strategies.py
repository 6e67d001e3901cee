"""Strategies: the list, the page of one, its preview, and what it made."""

from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core.models import Submission
from config.core.models.shop import current_shop
from config.core.paging import CountedPaginator
from config.core.refusals import Refused
from workorders.forms.strategies import StrategyForm
from workorders.forms.templates import StateSearch
from workorders.models import Occurrence, Strategy
from workorders.sentences import besides, sentence
from workorders.services import rules
from workorders.services import strategies as work
from workorders.services.meters import usage_since
from workorders.states import LIVE, Every, Trigger

MOST_MADE = 50
MOST_PLACES = 200

may_view = permission_required("workorders.view_strategy", raise_exception=True)
may_change = permission_required("workorders.change_strategy", raise_exception=True)


# The list


@require_GET
@may_view
def strategies(request):
    search = StateSearch(request.GET)
    search.is_valid()
    found = Strategy.objects.for_user(request.user)
    for word in search.words.split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(title__icontains=word))
    counts = found.aggregate(
        n_active=Count("pk", filter=Q(active=True)), n_inactive=Count("pk", filter=Q(active=False))
    )
    state = search.state_asked
    rows = found.filter(active=state == "active").order_by("name", "pk")
    page = Strategies(rows, counts[f"n_{state}"]).get_page(request.GET.get("page"))
    today = current_shop().today()
    facts = {
        "page": page,
        "rows": [
            {"strategy": each, "says": sentence(each), "next": next_day(each, today)}
            for each in page
        ],
        "search": search,
        "state": state,
        "states": [
            {"state": key, "label": label, "count": counts[f"n_{key}"]}
            for key, label in StateSearch.STATES
        ],
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"workorders/strategies/{template}.html", facts)


class Strategies(CountedPaginator):
    def dressed(self, rows):
        """Each with how many assets it looks after, and how many of its orders are open."""
        live = Occurrence.objects.filter(
            strategy=OuterRef("pk"), order__status__in=LIVE, order__removed_at=None
        )
        live = live.order_by().values("strategy").annotate(n=Count("order", distinct=True))
        rows = super().dressed(rows).select_related("template", "assignee", "team")
        return rows.annotate(
            n_assets=Count("places"), n_live=Coalesce(Subquery(live.values("n")), 0)
        )


def next_day(strategy, today):
    """The next day on which work is due by the calendar, or None."""
    if not strategy.active or strategy.paused or not strategy.has_calendar:
        return None
    return next(iter(work.next_dates(strategy, today, 1)), None)


# One strategy


@require_GET
@may_view
def strategy(request, pk):
    """One strategy: what it does, when next, for which assets, and what it made."""
    record = strategy_for(request, pk)
    places = record.places.select_related("asset").prefetch_related("asset__meters")
    facts = {
        "strategy": record,
        **preview_of(record),
        "places": [
            place_row(record, place) for place in places.order_by("asset__name")[:MOST_PLACES]
        ],
        "n_places": record.n_assets,
        "made": record.occurrences.filter(order__removed_at=None).select_related("asset", "order")[
            :MOST_MADE
        ],
    }
    return render(request, "workorders/strategies/detail.html", facts)


def strategy_for(request, pk):
    found = Strategy.objects.for_user(request.user).annotate(n_assets=Count("places"))
    return get_object_or_404(found.select_related("template", "assignee", "team"), pk=pk)


def preview_of(strategy):
    """What the rule comes to: in words, and the next twelve days."""
    today = current_shop().today()
    return {
        "says": sentence(strategy),
        "besides": besides(strategy),
        "days": work.next_dates(strategy, today) if strategy.has_calendar else [],
        "only_if_done": strategy.after_completion,
        "wrong": [],
    }


def place_row(strategy, place):
    """An asset of it; by use also how much of the interval is used up, in whole per cent."""
    place.strategy = strategy
    row = {"asset": place.asset, "used": None, "no_meter": False}
    if strategy.trigger == Trigger.USAGE:
        meter = work.meter_of(place)
        row["no_meter"] = meter is None
        if meter and meter.value is not None and place.counted_from is not None:
            used = usage_since(meter, place.counted_from)
            row["used"] = max(0, int(used * 100 / strategy.usage))
    return row


@require_http_methods(["GET", "POST"])
@may_view
def preview(request):
    """What the rule that is being typed would come to; nothing is kept."""
    form = StrategyForm(request.POST or request.GET, user=request.user)
    form.is_valid()
    wrong = form.wrong_rule
    facts = {"says": "", "besides": "", "days": [], "only_if_done": False, "wrong": wrong}
    return render(
        request,
        "workorders/strategies/_preview.html",
        facts if wrong else preview_of(form.instance),
    )


@require_http_methods(["GET", "POST"])
@permission_required("workorders.add_strategy", raise_exception=True)
def new_strategy(request):
    first = {
        "once": uuid4().hex,
        "trigger": Trigger.CALENDAR,
        "every": 1,
        "unit": Every.MONTH,
        "starts_on": current_shop().today(),
    }
    form = StrategyForm(request.POST or None, initial=first, user=request.user)
    if form.is_valid():
        key = f"{request.user.pk}:{form.cleaned_data['once'] or uuid4().hex}"
        try:
            return redirect(Submission.once(key, lambda: kept(request, form).get_absolute_url()))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return strategy_form(request, form)


@require_http_methods(["GET", "POST"])
@may_change
def edit_strategy(request, pk):
    record = strategy_for(request, pk)
    name = record.name
    form = StrategyForm(
        request.POST or None,
        instance=record,
        initial={"seen_version": record.version},
        user=request.user,
    )
    if form.is_valid():
        try:
            return redirect(kept(request, form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return strategy_form(request, form, pk=pk, name=name)


def kept(request, form):
    return rules.keep_strategy(
        form.save(commit=False),
        by=request.user,
        assets=form.cleaned_data["assets"],
        seen_version=form.cleaned_data["seen_version"],
    )


def strategy_form(request, form, *, pk=None, name=""):
    """The form, with what its rule comes to as far as it is one."""
    facts = {"form": form, "pk": pk, "name": name, "says": "", "besides": "", "days": []}
    facts |= {"only_if_done": False, "wrong": []}
    if form.is_bound:
        facts |= {"wrong": form.wrong_rule} if form.wrong_rule else preview_of(form.instance)
    elif pk:
        facts |= preview_of(form.instance)
    status = 422 if form.is_bound else 200
    return render(request, "workorders/strategies/form.html", facts, status=status)


@require_POST
@may_change
def switch_strategy(request, pk):
    record = strategy_for(request, pk)
    rules.switch_strategy(record, active=request.POST.get("active") == "1")
    return redirect(record)


@require_POST
@may_change
def pause(request, pk):
    """It makes nothing until it goes on, or goes on from today."""
    record = strategy_for(request, pk)
    act = work.pause if request.POST.get("paused") == "1" else work.go_on
    act(record, by=request.user)
    return redirect(record)
