import uuid

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Min, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from config.core import outbox
from config.core.logs import masked
from config.core.models import Email, Submission
from config.core.paging import CountedPaginator
from config.core.refusals import Refused

State = Email.State
TABS = {
    "waiting": (gettext_lazy("Waiting"), [State.QUEUED, State.SENDING]),
    "failed": (gettext_lazy("Failed"), [State.FAILED, State.BOUNCED]),
    "sent": (gettext_lazy("Sent"), [State.SENT, State.DELIVERED]),
    "withdrawn": (gettext_lazy("Withdrawn"), [State.WITHDRAWN]),
}


@permission_required("core.view_email", raise_exception=True)
@require_safe
def outgoing(request):
    """What leaves the shop: the queue, oldest first, and what failed or was sent, latest first."""
    tab = request.GET.get("tab", "waiting")
    if tab not in TABS:
        raise Http404
    _label, states = TABS[tab]
    counts = Email.objects.aggregate(
        oldest=Min("queued_at", filter=Q(state__in=TABS["waiting"][1])),
        **{name: Count("pk", filter=Q(state__in=those)) for name, (_l, those) in TABS.items()},
    )
    rows = Email.objects.filter(state__in=states)
    paginator = CountedPaginator(rows.order_by("pk" if tab == "waiting" else "-pk"), counts[tab])
    facts = {
        "tab": tab,
        "tabs": [(name, label, counts[name]) for name, (label, _states) in TABS.items()],
        "oldest": counts["oldest"],
        "page": paginator.get_page(request.GET.get("page")),
    }
    return render(request, "core/outgoing.html", facts)


@permission_required("core.view_email", raise_exception=True)
@require_safe
def email(request, pk):
    """One e-mail as it was written; links that open a client's page are masked."""
    row = get_object_or_404(Email.objects.select_related("attachment"), pk=pk)
    facts = {
        "email": row,
        "text": masked(row.text),
        "error": masked(row.error),
        "once": uuid.uuid4().hex,
    }
    return render(request, "core/email_detail.html", facts)


@permission_required("core.change_email", raise_exception=True)
@require_POST
def resend(request, pk):
    """Into the queue again; pressed twice, it is queued once."""
    row = get_object_or_404(Email, pk=pk)

    def make():
        outbox.resend(row)
        return row.message_id

    once = request.POST.get("once", "")[:40]
    try:
        Submission.once(f"{request.user.pk}:resend:{pk}:{once}", make) if once else make()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is in the queue again."))
    return redirect("email", pk=pk)
