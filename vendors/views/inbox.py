"""Mail that belongs to no order: read, put with an order, or marked as handled."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.core import live
from config.core.paging import CountedPaginator
from config.core.sending_files import send_file
from vendors import services
from vendors.forms.inbox import AssignForm, InboxFilter, OrderSearch, from_this_sender
from vendors.models import Message, MessageFile, VendorWorkOrder

PICTURE = "image/jpeg"

may_read = permission_required("vendors.read_inbox", raise_exception=True)


class InboxPages(CountedPaginator):
    def dressed(self, rows):
        """The rows with whether something came with them."""
        return (
            super()
            .dressed(rows)
            .annotate(has_files=Exists(MessageFile.objects.filter(message=OuterRef("pk"))))
        )


@require_GET
@may_read
def inbox(request):
    """What waits, the latest first; or what somebody has dealt with."""
    asked = InboxFilter(request.GET)
    asked.is_valid()
    found = asked.narrow(Message.objects.for_user(request.user))
    waiting, handled = Q(order=None, handled_at=None), Q(handled_at__isnull=False)
    counts = found.aggregate(
        waiting=Count("pk", filter=waiting), handled=Count("pk", filter=handled)
    )
    shown, count = (
        (handled, counts["handled"]) if asked.shows_handled else (waiting, counts["waiting"])
    )
    rows = found.filter(shown).select_related("order", "handled_by")
    rows = rows.order_by("-received_at", "-pk")
    context = {
        "page": InboxPages(rows, count).get_page(request.GET.get("page")),
        "shows_handled": asked.shows_handled,
        "q": asked.cleaned_data["q"],
        "counts": counts,
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"vendors/inbox/{template}.html", context)


@require_GET
@may_read
def inbox_stream(request):
    return live.stream(request, ["vendors"])


def message_for(request, pk):
    """The message of this key, as far as this user may see it; Http404 otherwise."""
    found = Message.objects.for_user(request.user).select_related("order", "handled_by")
    return get_object_or_404(found, pk=pk)


@require_GET
@may_read
def message(request, pk):
    return page(request, message_for(request, pk))


def page(request, message, *, refusal="", status=200):
    orders = VendorWorkOrder.objects.for_user(request.user)
    search = OrderSearch(request.GET)
    context = {
        "message": message,
        "files": message.files.order_by("pk"),
        "refusal": refusal,
        "found": [] if message.order_id else search.found(orders),
        "likely": [] if message.order_id else from_this_sender(message, orders),
        "wanted": request.GET.get("find", "")[:200],
    }
    return render(request, "vendors/inbox/message.html", context, status=status)


@require_POST
@may_read
def assign(request, pk):
    """The mail becomes an answer about the order, which is where the person goes next."""
    message = message_for(request, pk)
    form = AssignForm(request.POST, orders=VendorWorkOrder.objects.for_user(request.user))
    if not form.is_valid():
        return page(request, message, refusal=form.errors["number"][0], status=422)
    try:
        services.assign_message(message, by=request.user, order=form.order)
    except services.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("vendors:message", pk)
    messages.success(request, _("The mail is in the history of %s.") % form.order)
    return redirect(f"{form.order.get_absolute_url()}?tab=history")


@require_POST
@may_read
def done(request, pk):
    """Nothing is left to do about it; with ``back`` it waits again."""
    message = message_for(request, pk)
    if "back" not in request.POST:
        services.handle_message(message, by=request.user)
        return redirect("vendors:inbox")
    try:
        services.put_back(message)
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("vendors:message", pk)


@require_GET
@may_read
def message_file(request, pk, file):
    """A picture is shown; a PDF is sent to be saved, and may do nothing where it is opened."""
    kept = get_object_or_404(message_for(request, pk).files, pk=file)
    inline = PICTURE if kept.content_type == PICTURE else None
    return send_file(kept.file, name=kept.name, inline_type=inline)
