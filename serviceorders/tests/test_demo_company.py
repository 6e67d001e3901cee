from collections import Counter
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db.models import Count
from django.utils import timezone

from config.core import doctor
from config.core.models import Document, Email, HandOver, Outgoing
from serviceorders.models import (
    Answer,
    Booking,
    Client,
    OrderPhoto,
    ServiceOrder,
    ServiceOrderHistory,
)
from serviceorders.states import AnswerKind, BookingStatus, Status

pytestmark = pytest.mark.long_file  # the demo company is made while other files run


def demo(*options):
    said = StringIO()
    call_command("demo", *options, stdout=said)
    return said.getvalue()


def test_once_makes_nothing_new_and_says_the_logins_again(demo_company, settings):
    settings.DEBUG = True
    before = ServiceOrder.objects.count()

    again = demo("--once")

    assert again == (demo_company / "said").read_text()
    assert ServiceOrder.objects.count() == before
    for login in ("manager", "technician", "picker", "dispatcher", "approver"):
        assert login in again
        assert authenticate(None, username=login, password="demo")


def test_four_months_of_a_shop_stand_there(demo_company, settings):
    settings.MEDIA_ROOT = demo_company / "files"
    orders = ServiceOrder.objects.all()
    numbers = list(orders.order_by("created_at", "number_seq").values_list("number_seq", flat=True))
    times = list(ServiceOrderHistory.objects.order_by("pk").values_list("at", flat=True))
    devices = orders.exclude(imei="").values("imei").annotate(times=Count("pk"))

    assert set(orders.values_list("status", flat=True)) == set(Status)
    assert set(Booking.objects.values_list("status", flat=True)) == set(BookingStatus)
    assert 85 <= len(numbers) <= 95
    assert numbers == list(range(1, len(numbers) + 1))
    assert times == sorted(times)
    assert times[-1] <= timezone.now()
    assert (times[-1] - times[0]).days > 100
    assert 18 <= orders.open().count() <= 26
    assert orders.late().count() >= 3
    assert max(device["times"] for device in devices) == 3
    assert orders.filter(returns__isnull=False).count() == 1
    assert orders.open().filter(asked_at__isnull=False).count() == 1
    assert orders.filter(booking__isnull=False).exists()
    assert {hand_over.from_number[:2] for hand_over in HandOver.objects.all()} == {"OS", "SR"}
    assert {"asked", "approved", "declined"} >= set(Answer.objects.values_list("kind", flat=True))
    assert Answer.objects.filter(kind=AnswerKind.APPROVED).exists()
    assert {"en", "es", "pt-br"} == set(Client.objects.values_list("language", flat=True))
    assert OrderPhoto.objects.filter(public=True).count() > 20
    assert any(order.prices.adjustment for order in orders.filter(status=Status.COMPLETED))
    assert any(order.prices.due for order in orders.filter(status=Status.COMPLETED))
    states = Counter(Email.objects.values_list("state", flat=True))
    assert (states.pop("failed"), states.pop("queued"), set(states)) == (1, 1, {"sent", "bounced"})
    assert not Email.objects.due().exists()
    assert not (demo_company / "mail").exists()
    assert Document.objects.filter(state=Outgoing.State.QUEUED).exists()
    assert {name: found for name, found in doctor.examine(network=False) if found} == {}
