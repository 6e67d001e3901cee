from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from config.core.models import Email, ShopProfile
from config.core.models.shop import current_shop
from config.core.workflow import take_step
from serviceorders import services

WEEK = timedelta(days=7)


@pytest.fixture
def ready(order, manager):
    order = take_step(order, "start_repair", by=manager)
    return take_step(order, "mark_ready", by=manager)


def after(days):
    return time_machine.travel(timezone.now() + timedelta(days=days, minutes=1), tick=False)


def reminders():
    return Email.objects.filter(kind="order-uncollected")


def test_a_client_is_reminded_once_of_a_device_that_waits(ready):
    with after(7):
        assert services.remind_uncollected() == 1
        assert services.remind_uncollected() == 0
    with after(30):
        assert services.remind_uncollected() == 0
    assert reminders().get().to == "cleo@example.org"
    assert ready.history.first().email == reminders().get()
    assert ready.history.first().who == "The clock"


def test_nobody_is_reminded_before_the_days_are_over(ready):
    with after(6):
        assert services.remind_uncollected() == 0
    assert not reminders().exists()


def test_nobody_is_reminded_where_the_shop_does_not_want_it(ready):
    current_shop()
    ShopProfile.objects.update(uncollected_days=0)
    with after(400):
        assert services.remind_uncollected() == 0


@pytest.mark.parametrize("step", ["complete", "cancel", "start_repair"])
def test_nobody_is_reminded_of_a_device_that_does_not_wait(ready, manager, step):
    take_step(ready, step, by=manager, note="x")
    with after(30):
        assert services.remind_uncollected() == 0


def test_a_device_that_is_ready_a_second_time_is_reminded_of_again(ready, manager):
    with after(8):
        assert services.remind_uncollected() == 1
        order = take_step(ready, "start_repair", by=manager)
        take_step(order, "mark_ready", by=manager)
        assert services.remind_uncollected() == 0
    with after(16):
        assert services.remind_uncollected() == 1
    assert reminders().count() == 2


def test_the_days_are_counted_from_when_it_was_ready_last(ready, manager):
    with after(5):
        order = take_step(ready, "start_repair", by=manager)
        take_step(order, "mark_ready", by=manager)
    with after(8):
        assert services.remind_uncollected() == 0
