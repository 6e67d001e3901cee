"""Moving goods by hand, correcting the books, and settling what pickers missed."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from config.core.keys import key_of
from config.core.models import Submission
from warehouse import services
from warehouse.forms.stock import AdjustForm, SettleForm, TransferForm, keep_lot
from warehouse.models import Discrepancy, Product, StockItem
from warehouse.views.stock import DressedPages, may_view, swapped, warehouse_of

may_move = permission_required("warehouse.move_stock", raise_exception=True)
may_settle = permission_required("warehouse.settle_stock", raise_exception=True)


@require_http_methods(["GET", "POST"])
@may_move
def transfer(request, pk):
    items = StockItem.objects.select_related("location", "warehouse", "product__unit", "lot")
    item = get_object_or_404(items, pk=pk)
    first = {"once": uuid4().hex, "quantity": item.quantity}
    form = TransferForm(request.POST or None, item=item, initial=first)
    back = f"{reverse('warehouse:by_location')}?product={item.product_id}"

    def move(*, to, quantity, note):
        services.transfer(item, quantity, to=to, by=request.user, note=note)
        messages.success(
            request,
            _("%(quantity)s × %(product)s: from %(from)s to %(to)s.")
            % {
                "quantity": f"{quantity.normalize():f}",
                "product": item.product.sku,
                "from": item.location,
                "to": to,
            },
        )
        return back

    if done := sent_once(request, form, move):
        return redirect(done)
    context = {"item": item, "form": form, "back": back}
    return render(request, "warehouse/stock/transfer.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@may_settle
def adjust(request):
    here = warehouse_of(request)
    form = AdjustForm(
        request.POST or None, user=request.user, warehouse=here, initial=first_of(request, here)
    )

    def correct(*, sku, location, lot, expires_on, quantity, note):
        if lot and lot.pk is None:
            lot = keep_lot(lot, expires_on)
        product = form.product
        services.adjust(
            location=location,
            product=product,
            quantity=quantity,
            lot=lot,
            by=request.user,
            note=note,
        )
        messages.success(request, _("The books of %s are corrected.") % product.sku)
        return f"{reverse('warehouse:by_location')}?product={product.pk}"

    if done := sent_once(request, form, correct):
        return redirect(done)
    context = {"form": form, "warehouse": here}
    return render(request, "warehouse/stock/adjust.html", context, status=status_of(form))


def first_of(request, here):
    """What the form begins with: the goods that the address names, by an item or a product."""
    first = {"once": uuid4().hex}
    for name, rows in (
        ("item", StockItem.objects.filter(warehouse=here)),
        ("product", Product.objects),
    ):
        if (key := key_of(request.GET.get(name))) is not None:
            found = rows.filter(pk=key).first()
            if name == "item" and found:
                return first | {
                    "sku": found.product.sku, "location": found.location_id, "lot": found.lot or "",
                }  # fmt: skip
            if found:
                first["sku"] = found.sku
    return first


def sent_once(request, form, make):
    """The address that ``make(**fields)`` returns, made once for each form; "" where the form stays open.

    What the services refuse, the form says.
    """
    if request.method != "POST" or not form.is_valid():
        return ""
    fields = dict(form.cleaned_data)
    key = f"{request.user.pk}:{fields.pop('once')}"
    try:
        return Submission.once(key, lambda: make(**fields))
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
        return ""


def status_of(form):
    return 422 if form.is_bound else 200


# What pickers missed


def with_place(rows):
    """The discrepancies with all that is said of them."""
    return rows.select_related(
        "item__product__unit",
        "item__location",
        "item__lot",
        "by",
        "settled_by",
        "line__picking_list",
    )


@require_GET
@may_view
def discrepancies(request):
    """Those that wait for a decision first."""
    here = warehouse_of(request)
    found = Discrepancy.objects.filter(warehouse=here)
    if request.GET.get("state") == "open":
        found = found.filter(settled_at=None)
    rows = found.order_by(F("settled_at").desc(nulls_first=True), "-pk")
    pages = DressedPages(rows, found.count(), with_place)
    context = {
        "tab": "discrepancies",
        "warehouse": here,
        "page": pages.get_page(request.GET.get("page")),
    }
    return swapped(request, "discrepancies", context)


@require_http_methods(["GET", "POST"])
@may_settle
def settle(request, pk):
    discrepancy = get_object_or_404(with_place(Discrepancy.objects), pk=pk)
    form = SettleForm(request.POST or None, initial={"once": uuid4().hex})

    def decide(*, outcome, note):
        services.settle(discrepancy, by=request.user, outcome=outcome, note=note)
        return reverse("warehouse:discrepancies")

    if done := sent_once(request, form, decide):
        return redirect(done)
    context = {"discrepancy": discrepancy, "form": form}
    return render(request, "warehouse/stock/settle.html", context, status=status_of(form))
