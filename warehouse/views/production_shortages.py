"""What out-of-stock orders wait for, and allocating those for which there is enough."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from config.core.addresses import local_address
from warehouse import services
from warehouse.views.production_facts import missing_in
from warehouse.views.production_list import may_view

may_produce = permission_required("warehouse.produce", raise_exception=True)


@require_GET
@may_view
def shortages(request):
    """Every product of which the out-of-stock orders need more than is free, who has it and what brings it."""
    here = services.workplace_of(request.user)
    missing, orders = missing_in(here) if here else ([], [])
    context = {
        "missing": missing,
        "orders": orders,
        "possible": sum(not order.is_short for order in orders),
    }
    template = "_shortages" if request.htmx else "shortages"
    return render(request, f"warehouse/production/{template}.html", context)


@require_POST
@may_produce
def allocate(request):
    """The out-of-stock orders of the warehouse for which there is enough are allocated, oldest first."""
    warehouse = warehouse_asked_for(request)
    done = services.allocate_waiting(warehouse, by=request.user) if warehouse else []
    numbers = ", ".join(order.number for order in done)
    if done:
        text = ngettext(
            "%(numbers)s is allocated: its materials are reserved.",
            "%(count)s orders are allocated, their materials are reserved: %(numbers)s.",
            len(done),
        )
        messages.success(request, text % {"numbers": numbers, "count": len(done)})
    else:
        messages.info(request, _("No order can be allocated: there is not enough for any of them."))
    return redirect(local_address(request) or reverse("warehouse:shortages"))


def warehouse_asked_for(request):
    """The warehouse named by the form, where it is one of the shop's; else the one the person works in."""
    wanted = request.POST.get("warehouse", "")
    known = {str(warehouse.pk): warehouse for warehouse in services.warehouses_of(request.user)}
    return known.get(wanted) or services.workplace_of(request.user)
