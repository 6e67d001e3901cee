"""Thousands of work orders for a benchmark, as true as those that people wrote."""

from django.utils import timezone

from config.core import doctor
from workorders.demo import scale
from workorders.models import Case, Occurrence, WorkOrder
from workorders.services.orders import open_order


def test_thousands_of_work_orders_are_as_true_as_those_of_the_desk(technician):
    made = scale.build(1)

    assert made["work orders"] == WorkOrder.objects.count() == 1000
    assert 50 <= WorkOrder.objects.live().count() <= 60
    assert {name: found for name, found in doctor.examine(network=False) if found} == {}
    assert (
        Occurrence.objects.count()
        == WorkOrder.objects.filter(origin="strategy", occurrences__isnull=False).count()
        > 100
    )
    for order in WorkOrder.objects.order_by("?")[:20]:
        moves = order.history.exclude(went_to="")
        assert moves.order_by("-pk").first().went_to == order.status
        assert order.search_text == order.searchable()
        assert order.asset.search_text == order.asset.searchable()
        assert not (order.completed_at and order.tasks.unanswered().exists())
        assert order.stage in ("scheduled", "started", "finished", "skipped")
    for case in Case.objects.order_by("?")[:10]:
        assert case.search_text == case.searchable()
        assert case.links.get().is_live
        assert case.orders.get().origin == "case"
    found = WorkOrder.objects.latest("pk")
    assert WorkOrder.objects.matching(found.number).get() == found


def test_after_the_thousands_the_next_work_order_gets_the_next_number(technician):
    scale.build(1)
    scale.build(1)
    year = timezone.now().year
    latest = WorkOrder.objects.filter(number_year=year).latest("number_seq")

    following = open_order(by=technician, title="Sweep the yard")

    assert following.number_seq == latest.number_seq + 1
    numbers = WorkOrder.objects.filter(number_year=year).order_by("created_at", "number_seq")
    assert list(numbers.values_list("number_seq", flat=True)) == list(
        range(1, following.number_seq + 1)
    )
