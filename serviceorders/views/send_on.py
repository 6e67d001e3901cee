"""Repairs sent on to a vendor."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.core.keys import key_of
from config.core.submissions import made_once
from serviceorders import services
from serviceorders.forms.send_on import SendOnForm
from serviceorders.views.detail import may_view, order_for
from vendors.models import Trade

may_dispatch = permission_required("vendors.dispatch", raise_exception=True)


@require_http_methods(["GET", "POST"])
@may_view
@may_dispatch
def send_on(request, number):
    """The draft of a vendor order that is made of the repair."""
    order = order_for(request, number)
    if request.method == "GET" and order.is_closed:
        messages.error(request, _("%s is closed. Reopen it to change it.") % order)
        return redirect(order)
    asked = request.POST if request.method == "POST" else request.GET
    trade = Trade.objects.filter(pk=key_of(asked.get("trade", ""))).first()
    initial = {"once": uuid.uuid4().hex, "trade": trade, "vendor": key_of(asked.get("vendor", ""))}
    form = SendOnForm(request.POST or None, order=order, trade=trade, initial=initial)
    if form.is_valid():

        def make():
            work = services.send_on(order, by=request.user, **form.job())
            return work.get_absolute_url()

        try:
            return redirect(made_once(request, form, make))
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.is_bound else 200
    facts = {"form": form, "order": order}
    return render(request, "serviceorders/send_on.html", facts, status=status)
