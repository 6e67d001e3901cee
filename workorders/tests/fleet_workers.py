"""Several systems at the same work order: what `tests.workers` does for other desks, for the fleet API."""

from tests.workers import crowd, shop_with, someone

FIELDS = {
    "category": "category",
    "description": "description",
    "closing_notes": "closingNotes",
    "invoice_number": "invoiceNumber",
    "po_number": "poNumber",
}


def change_at_once(workers, times):
    """So many workers change a field each, of the same order, over and over. Answers what there is then."""
    from workorders.models import WorkOrder

    order, ask = an_order_and_a_token()
    fields = list(FIELDS.items())[:workers]

    def run(number, barrier):
        barrier.wait()
        statuses = set()
        for nth in range(times):
            statuses.add(ask({"id": str(order.pk), fields[number][1]: f"{nth + 1}"}))
        return sorted(statuses)

    statuses = crowd(len(fields), run)
    kept = WorkOrder.objects.values(*dict(fields)).get(pk=order.pk)
    return {
        "statuses": statuses,
        "kept": kept,
        "lines": order.history.filter(action="edited").count(),
    }


def close_at_once(workers):
    """So many workers close and reopen the same order together. Answers what each was told, and its history."""
    from workorders.models import WorkOrder

    order, ask = an_order_and_a_token()

    def run(number, barrier):
        barrier.wait()
        wanted = ["Completed", "Closed", "Open", "Cancelled", "In Progress"]
        return [ask({"id": str(order.pk), "status": status}) for status in wanted[number:]]

    told = crowd(workers, run)
    steps = list(
        order.history.exclude(went_to="").order_by("id").values_list("came_from", "went_to")
    )
    return {"told": told, "steps": steps, "status": WorkOrder.objects.get(pk=order.pk).status}


def an_order_and_a_token():
    """An open order, and what asks the API to change it and answers the status."""
    from django.conf import settings
    from django.test import Client

    from workorders.models import ApiToken, Asset
    from workorders.services.orders import open_order

    shop_with(name="Workshop")
    for limit in ("READS_A_SECOND", "WRITES_A_MINUTE", "TOKEN_A_SECOND", "ALL_A_SECOND"):
        setattr(settings, f"API_{limit}", 0)
    press = Asset.objects.create(name="Press", tag="P-1")
    order = open_order(by=someone(), title="Check", assets=[press])
    _row, token = ApiToken.make("Fleet", "write")

    def ask(body):
        response = Client(headers={"Host": "127.0.0.1"}).patch(
            "/api/maintenance/work-orders",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        return response.status_code

    return order, ask
