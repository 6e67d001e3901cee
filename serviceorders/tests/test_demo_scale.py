from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from config.core import doctor
from config.core.models.shop import current_shop
from serviceorders import services
from serviceorders.demo import scale
from serviceorders.models import Client, ServiceOrder
from serviceorders.states import OPEN

pytestmark = pytest.mark.long_file


def test_a_thousand_orders_are_as_true_as_those_of_the_desk(technician):
    scale.build(1)

    assert ServiceOrder.objects.count() == 1000
    assert Client.objects.count() == pytest.approx(250, abs=5)
    assert 50 <= ServiceOrder.objects.filter(status__in=OPEN).count() <= 70
    assert {name: found for name, found in doctor.examine(network=False) if found} == {}
    for order in ServiceOrder.objects.select_related("client").order_by("?")[:20]:
        assert order.search_text == order.searchable()
        assert order.client.search_text == order.client.searchable()
        assert order.tracking_link.is_live
        assert order.history.first().went_to == order.status


def test_numbers_keep_the_order_of_time_in_the_year_they_name(technician):
    scale.build(1)
    scale.build(1)

    zone = current_shop().zone
    years = {}
    for order in ServiceOrder.objects.order_by("created_at", "number_seq"):
        assert order.created_at.astimezone(zone).year == order.number_year
        assert order.created_at <= timezone.now()
        years.setdefault(order.number_year, []).append(order.number_seq)
    assert len(years) >= 2
    for numbers in years.values():
        assert numbers == list(range(1, len(numbers) + 1))


def test_search_finds_new_orders_and_goes_on_to_index_later_ones(order, technician):
    scale.build(1)
    found = ServiceOrder.objects.filter(brand="Fairphone").latest("pk")
    later = services.open_order(
        by=technician, client=order.client, brand="Nokia", model="3310", problem="Indestructible"
    )

    assert ServiceOrder.objects.matching(found.serial).get() == found
    assert ServiceOrder.objects.matching("nokia 3310").get() == later
    assert order in ServiceOrder.objects.matching("cleo")


def test_the_next_order_gets_the_next_number(order, technician):
    scale.build(1)
    latest = ServiceOrder.objects.filter(number_year=order.number_year).latest("number_seq")

    following = services.open_order(
        by=technician, client=order.client, model="iPhone 13", problem="Cracked screen"
    )

    assert following.number_seq == latest.number_seq + 1


@pytest.fixture
def repair_desk_alone():
    """No other desk has a demo: their companies take most of the time."""
    apps.set_available_apps(
        app.name
        for app in apps.get_app_configs()
        if app.name not in ("warehouse", "vendors", "workorders")
    )
    yield
    apps.unset_available_apps()


def test_the_command_puts_the_company_behind_the_thousands(repair_desk_alone, settings, tmp_path):
    settings.DEBUG = True
    settings.MEDIA_ROOT = tmp_path
    said = StringIO()

    call_command("demo", "--scale", "1", stdout=said)

    assert "1,000 service orders" in said.getvalue()
    assert "rows/s" in said.getvalue()
    newest = ServiceOrder.objects.latest("number_year", "number_seq")
    assert newest.created_at > timezone.now() - timedelta(days=4)
    assert newest.number_seq > 100
