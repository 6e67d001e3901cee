"""Numbers of papers as addresses: what a movement was for, and who holds goods."""

from django.urls import NoReverseMatch, reverse

# The desks up the street are known by their addresses alone.
PAPERS = {
    "PR": ("warehouse:order", "warehouse.view_productionorder"),
    "PL": ("warehouse:picking_list", "warehouse.view_pickinglist"),
    "IN": ("warehouse:inbound", "warehouse.view_inboundorder"),
    "SC": ("warehouse:count", "warehouse.view_stockitem"),
    "OS": ("serviceorders:detail", "serviceorders.view_serviceorder"),
    "WO": ("workorders:order", "workorders.view_workorder"),
}


def address_of(number, user):
    """Where this user finds the paper of that number; "" where it is no paper or not for them."""
    view, right = PAPERS.get(number[:2], ("", ""))
    if not view or not user.has_perm(right):
        return ""
    try:
        return reverse(view, args=[number])
    except NoReverseMatch:
        return ""
