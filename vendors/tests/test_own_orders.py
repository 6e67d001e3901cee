"""Work that the shop itself asks a vendor for, of a device that it could not mend."""

import pytest

from config.core import workflow
from vendors import services
from vendors.figures import with_figures, with_rework
from vendors.models import Property, ServiceRequest, Vendor, VendorWorkOrder
from vendors.services.engines import decided_examples


@pytest.fixture
def make_own(order, manager, trade, plumber):
    def make(title="Main board"):
        work = services.open_own_order(
            order,
            by=manager,
            trade=trade("plumbing"),
            vendor=plumber,
            title=title,
            description="Mend it",
        )
        work = workflow.take_step(work, "send", by=manager)
        return workflow.take_step(work, "complete", by=manager)

    return make


def test_another_device_is_no_rework(make_own):
    make_own()
    second = make_own("Another board")
    assert services.possible_rework(second.request) == {}
    assert [order.is_rework for order in with_rework(VendorWorkOrder.objects.all())] == [
        False,
        False,
    ]
    assert with_figures(Vendor.objects.all()).get().rework == 0


def test_drafts_for_homeowners_learn_nothing_from_it(make_own, make_order):
    make_own()
    order = make_order()
    assert [example.title for example in decided_examples()] == [order.title]


def test_its_pages_open(client, manager, make_own):
    order = make_own()
    client.force_login(manager)
    home = Property.objects.get(own=True)
    for record in (order, order.request, home):
        assert client.get(record.get_absolute_url()).status_code == 200
    for url in ("/requests/", "/vendor-orders/?status=completed", "/properties/"):
        assert client.get(url).status_code == 200


def test_a_shop_without_an_address_stands_under_its_name(make_own, shop):
    shop.address = "  "
    shop.save()
    make_own()
    assert Property.objects.get().address == shop.name


def test_there_is_one_property_of_our_own(make_own):
    make_own(), make_own()
    assert Property.objects.count() == 1
    assert ServiceRequest.objects.count() == 2
