"""Thousands of service requests for a benchmark, as true as those that people sent."""

from django.utils import timezone

from config.core import doctor
from vendors import services
from vendors.demo import scale
from vendors.models import Issue, ServiceRequest, VendorWorkOrder


def test_thousands_of_requests_are_as_true_as_those_of_the_desk(manager):
    made = scale.build(1)

    assert made["service requests"] == ServiceRequest.objects.count() == 1000
    assert VendorWorkOrder.objects.count() == Issue.objects.count() == 1000
    assert {name: found for name, found in doctor.examine(network=False) if found} == {}
    for request in ServiceRequest.objects.order_by("?")[:20]:
        order = request.orders.get()
        assert list(order.issues.all()) == list(request.issues.all())
        assert request.search_text == request.searchable()
        assert request.home.search_text == request.home.searchable()
        assert order.search_text == order.searchable()
        assert request.link.is_live
        assert order.link.is_live
        assert order.reply_address.is_live
        assert request.history.first().went_to == request.status
        assert order.history.exclude(went_to="").first().went_to == order.status
    found = ServiceRequest.objects.latest("pk")
    assert ServiceRequest.objects.matching(found.number).get() == found


def test_after_the_thousands_the_next_request_gets_the_next_number(manager, home):
    scale.build(1)
    scale.build(1)
    year = timezone.now().year
    latest = ServiceRequest.objects.filter(number_year=year).latest("number_seq")

    following = services.submit(
        by=manager, home=home, name="Nora Quill", reports=[services.Report("The tap drips")]
    )

    assert following.number_seq == latest.number_seq + 1
    numbers = ServiceRequest.objects.filter(number_year=year).order_by("submitted_at", "number_seq")
    assert list(numbers.values_list("number_seq", flat=True)) == list(
        range(1, following.number_seq + 1)
    )
