"""An address somebody edited by hand is answered with what makes sense of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from serviceorders import services
from serviceorders.models import ServiceType

PAGES = ["serviceorders:list", "serviceorders:board", "serviceorders:export"]


@pytest.fixture
def at_the_desk(client, manager):
    client.force_login(manager)
    return client


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", ["status=x", "status=", "q=a%00b", "status=x&q=%00", "q=%ff%fe"])
def test_a_filter_that_makes_no_sense_is_left_out(at_the_desk, order, page, query):
    assert at_the_desk.get(f"{reverse(page)}?{query}").status_code == 200


def test_an_unknown_status_leaves_the_open_orders(at_the_desk, order):
    page = at_the_desk.get(reverse("serviceorders:list"), {"status": "x"})

    assert order.number in page.content.decode()


@pytest.mark.parametrize("rest", ["documents", "photos", "parts"])
def test_a_key_beyond_any_database_is_nowhere(at_the_desk, order, rest):
    url = f"{order.get_absolute_url()}{rest}/{'9' * 23}/"

    assert at_the_desk.get(url).status_code == 404


@pytest.mark.parametrize(
    "wanted", ["1", "a\0b", "x" * 300, "//evil.example", "javascript:alert(1)"]
)
def test_a_language_is_chosen_wherever_the_form_points(client, wanted):
    answer = client.post(reverse("choose_language"), {"language": "es", "next": wanted})

    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_a_number_longer_than_any_device_has_is_looked_for_shortened(at_the_desk):
    url = reverse("serviceorders:seen_before")

    assert at_the_desk.get(url, {"imei": "1" * 70_000, "serial": "x" * 70_000}).status_code == 200


def test_a_step_of_a_booking_sent_with_nonsense_is_refused_in_words(at_the_desk, manager, cleo):
    booking = services.make_booking(
        by=manager,
        client=cleo,
        service_type=ServiceType.objects.create(name="Diagnosis"),
        starts_at=timezone.now(),
    )
    url = reverse("serviceorders:booking_step", args=[booking.number, "arrive"])

    page = at_the_desk.post(url, {"seen": "x" * 31}, follow=True)

    assert page.status_code == 200
    assert "Reload the page" in page.content.decode()
