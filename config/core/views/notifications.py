"""What each person here is told: under the bell, in their own list."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from config.core.paging import CountedPaginator


@require_safe
def notifications(request):
    """Latest first; the old ones are tidied away after 90 days."""
    told = request.user.notifications
    counts = told.aggregate(all=Count("pk"), unseen=Count("pk", filter=Q(seen_at=None)))
    page = CountedPaginator(told.order_by("-pk"), counts["all"]).get_page(request.GET.get("page"))
    return render(request, "core/notifications.html", {"page": page, "unseen": counts["unseen"]})


@require_safe
def open_one(request, pk):
    """On to the page it is about; whoever goes there has seen it."""
    told = get_object_or_404(request.user.notifications, pk=pk)
    if request.method == "GET":
        request.user.notifications.filter(pk=pk).see()
    return redirect(told.path)


@require_POST
def see_all(request):
    request.user.notifications.see()
    return redirect("notifications")
