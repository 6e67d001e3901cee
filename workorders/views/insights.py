"""The figures of maintenance: drawn, as tables, as CSV, and each number with the orders behind it."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from config.core.csv_export import csv_response
from config.core.durations import DAY, HOUR, format_elapsed, format_work
from config.core.models.shop import current_shop
from config.core.money import format_money, format_quantity
from workorders.forms.insights import InsightFilter
from workorders.insights import FIGURES, Work
from workorders.models import WorkOrder
from workorders.states import Kind
from workorders.views import planner

WIDTH, HEIGHT, BASE = 480, 96, 130  # of a chart by weeks
MOST_WEEK_NAMES = 6
MOST_BARS = 8  # in a chart of names; the table has more
MOST_ROWS = 50
ORDERS_A_PAGE = 50
A_UNIT = {"hours": HOUR, "days": DAY}  # of elapsed time, in minutes

may_view = permission_required("workorders.view_workorder", raise_exception=True)


@require_GET
@may_view
def insights(request):
    asked = InsightFilter(request.GET)
    work = work_of(request, asked)
    facts = {
        "cards": [card_of(request, figure(work)) for figure in FIGURES.values()],
        "asked": asked,
        "kinds": Kind.choices,
        "since": work.since,
        "until": work.until,
        "query": request.GET.urlencode(),
    }
    return render(request, "workorders/insights/insights.html", facts | planner.picks())


@require_GET
@may_view
def export(request, figure):
    """One figure's table as CSV, with all of its rows."""
    figure = figure_named(request, figure)
    rows = (
        [row.label, *(row.values[column.name] for column in figure.columns)] for row in figure.rows
    )
    head = [figure.head, *(head_of(column) for column in figure.columns)]
    return csv_response(f"insights-{figure.slug}", head, rows)


@require_GET
@may_view
def behind(request, figure):
    """The orders that one number is made of; Http404 where the address names none."""
    figure = figure_named(request, figure)
    row, name = request.GET.get("row", ""), request.GET.get("column", "")
    column = next((each for each in figure.columns if each.name == name), None)
    label = next((each.label for each in figure.rows if each.key == row), None)
    if column is None or (label is None and row != "all"):
        raise Http404
    page = Paginator(figure.orders(row, name), ORDERS_A_PAGE).get_page(request.GET.get("page"))
    found = WorkOrder.objects.for_user(request.user).select_related("assignee", "team")
    by_key = found.in_bulk(page.object_list)
    facts = {
        "figure": figure,
        "column": column,
        "label": label or _("All"),
        "page": page,
        "orders": [by_key[key] for key in page.object_list if key in by_key],
        "back": f"{reverse('workorders:insights')}?{query_without(request, 'row', 'column', 'page')}",
    }
    return render(request, "workorders/insights/behind.html", facts)


def head_of(column):
    """The label; of lengths of time with their unit, for the numbers beneath it have none."""
    units = {"hours": _("hours"), "days": _("days"), "minutes": _("minutes")}
    return f"{column.label}, {units[column.kind]}" if column.kind in units else column.label


def work_of(request, asked):
    since, until = asked.days
    orders = asked.narrow(WorkOrder.objects.for_user(request.user), request.user)
    rate = current_shop().hourly_rate
    return Work(orders.order_by(), since, until, Decimal(rate))


def figure_named(request, slug):
    if slug not in FIGURES:
        raise Http404
    return FIGURES[slug](work_of(request, InsightFilter(request.GET)))


def query_without(request, *names):
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()


# How a figure is shown


def card_of(request, figure):
    """The figure with its chart, and with its numbers written and led to their orders."""
    first = figure.columns[0].name
    return {
        "figure": figure,
        "total": written(figure.total, figure.total_kind),
        "total_url": address(request, figure, "all", first) if figure.orders("all", first) else "",
        "chart": week_chart(figure) if figure.by_week else name_chart(figure),
        "rows": [
            (row.label, [cell(request, figure, row, column) for column in figure.columns])
            for row in figure.rows[:MOST_ROWS]
        ],
        "left_off": max(0, len(figure.rows) - MOST_ROWS),
        "csv": f"{reverse('workorders:export_insights', args=[figure.slug])}?{request.GET.urlencode()}",
    }


def cell(request, figure, row, column):
    url = address(request, figure, row.key, column.name) if row.orders.get(column.name) else ""
    return {"text": written(row.values[column.name], column.kind), "url": url}


def address(request, figure, row, column):
    query = request.GET.copy()
    query["row"], query["column"] = row, column
    return f"{reverse('workorders:behind_insights', args=[figure.slug])}?{query.urlencode()}"


def written(value, kind):
    """The number with its unit, as the reader's language writes it; a dash for none."""
    if value is None:
        return "–"
    if kind == "money":
        return format_money(value)
    if kind == "minutes":
        return format_work(value)
    if kind in A_UNIT:
        return format_elapsed(round(value * A_UNIT[kind]))
    number = format_quantity(str(value))
    return _("%s %%") % number if kind == "share" else number


def week_chart(figure):
    """Bars by week, one upon the other where several columns are drawn; shares are drawn to 100 %."""
    kinds = {column.name: column.kind for column in figure.columns}
    labels = {column.name: column.label for column in figure.columns}
    sums = [sum(row.values[name] or 0 for name in figure.drawn) for row in figure.rows]
    highest = 100 if kinds[figure.drawn[0]] == "share" else max([*sums, 1])
    step = WIDTH / max(len(figure.rows), 1)
    every = -(-len(figure.rows) // MOST_WEEK_NAMES)
    bars, names = [], []
    for place, row in enumerate(figure.rows):
        y, x = BASE, place * step
        for nth, name in enumerate(figure.drawn):
            height = round((row.values[name] or 0) * HEIGHT / highest, 1)
            y = round(y - height, 1)
            text = f"{row.label}: {labels[name]} {written(row.values[name], kinds[name])}"
            if height:
                bars.append(
                    bar(x + step * 0.14, y, step * 0.72, height, text, shade="off" if nth else "on")
                )
        if place % every == 0:
            monday = date_format(date.fromisoformat(row.key), _("j M"))
            names.append({"x": f"{x + step / 2:.1f}", "text": monday})
    return {
        "bars": bars,
        "names": names,
        "top": written(highest, kinds[figure.drawn[0]]),
        "legend": [labels[name] for name in figure.drawn] if len(figure.drawn) > 1 else [],
    }


def name_chart(figure):
    """The first rows as bars beneath each other."""
    name = figure.drawn[0]
    kind = next(column.kind for column in figure.columns if column.name == name)
    rows = figure.rows[:MOST_BARS]
    highest = max([float(row.values[name] or 0) for row in rows], default=0) or 1
    lines = []
    for place, row in enumerate(rows):
        width = float(row.values[name] or 0) * WIDTH / highest
        value = written(row.values[name], kind)
        lines.append(
            bar(0, place * 36 + 18, max(width, 1), 10, f"{row.label}: {value}", shade="on")
            | {"label": row.label, "value": value, "text_y": place * 36 + 12}
        )
    return {"lines": lines, "height": len(lines) * 36}


def bar(x, y, width, height, text, *, shade):
    """Numbers as SVG writes them, whatever the reader's language."""
    sizes = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.1f}", "height": f"{height:.1f}"}
    return sizes | {"text": text, "shade": shade}
