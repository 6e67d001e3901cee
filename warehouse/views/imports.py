"""Tables of products, recipes and opening stock: sent, tried, and put in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from config.core.csv_export import csv_response
from warehouse import services
from warehouse.forms.catalogue import TableForm
from warehouse.models import ImportedFile
from warehouse.services import importing

RIGHTS = {
    ImportedFile.Kind.PRODUCTS: ["warehouse.add_product", "warehouse.change_product"],
    ImportedFile.Kind.RECIPES: ["warehouse.add_recipe", "warehouse.change_recipe"],
    ImportedFile.Kind.STOCK: ["warehouse.settle_stock"],
}
MOST_SHOWN = 200  # problems
MOST_LISTED = 10


def kinds_for(user):
    """The kinds of tables that this user may put in; raises PermissionDenied where there are none."""
    kinds = [kind for kind, rights in RIGHTS.items() if user.has_perms(rights)]
    if not kinds:
        raise PermissionDenied
    return kinds


@require_http_methods(["GET", "POST"])
def imports(request):
    kinds = kinds_for(request.user)
    here = services.workplace_of(request.user)
    if here is None and ImportedFile.Kind.STOCK in kinds:
        kinds.remove(ImportedFile.Kind.STOCK)
    asked = request.GET.get("kind")
    form = TableForm(
        request.POST or None,
        request.FILES or None,
        kinds=kinds,
        initial={"kind": asked if asked in kinds else kinds[0]},
    )
    if request.method == "POST" and form.is_valid():
        kind, file = form.cleaned_data["kind"], form.cleaned_data["file"]
        try:
            imported, unknown = importing.keep_file(
                kind, file.name, file.read(), warehouse=here, by=request.user
            )
        except services.Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            if unknown:
                heads = ", ".join(unknown)[:200]
                messages.info(request, _("These columns are not used: %s.") % heads)
            return redirect("warehouse:imported", imported.pk)
    latest = ImportedFile.objects.filter(kind__in=kinds).select_related("by").defer("rows")
    facts = {
        "form": form,
        "kinds": [
            {
                "kind": kind,
                "label": kind.label,
                "columns": list(importing.COLUMNS[kind]),
                "needed": importing.NEEDED[kind],
            }
            for kind in kinds
        ],
        "latest": latest.order_by("-pk")[:MOST_LISTED],
    }
    status = 422 if form.is_bound else 200
    return render(request, "warehouse/catalogue/imports.html", facts, status=status)


@require_http_methods(["GET", "POST"])
def imported(request, pk):
    """What the file would do, row by row; POST does it."""
    record = get_object_or_404(ImportedFile, kind__in=kinds_for(request.user), pk=pk)
    status = 200
    if request.method == "POST":
        try:
            done = importing.put_in(record, by=request.user)
        except services.Refused as refusal:
            messages.error(request, str(refusal))
            record = ImportedFile.objects.get(pk=pk)
            status = 409
        else:
            told = ngettext("%d row was put in.", "%d rows were put in.", done.rows) % done.rows
            messages.success(request, told)
            return redirect("warehouse:imported", pk)
    trial = None if record.done_at else importing.try_out(record)
    facts = {
        "imported": record,
        "trial": trial,
        "problems": trial.problems[:MOST_SHOWN] if trial else [],
        "doubts": trial.doubts[:MOST_SHOWN] if trial else [],
        "most": MOST_SHOWN,
        "sample": record.rows[:5],
    }
    return render(request, "warehouse/catalogue/imported.html", facts, status=status)


@require_GET
def import_template(request, kind):
    """A table with the right heads and a few rows, to fill in."""
    if kind not in ImportedFile.Kind.values:
        raise Http404
    if kind not in kinds_for(request.user):
        raise PermissionDenied
    return csv_response(kind, importing.COLUMNS[kind], importing.EXAMPLES[kind])
