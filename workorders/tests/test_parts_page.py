"""Parts of an order are added, reserved and fetched with a phone."""

from decimal import Decimal

import pytest

from warehouse.models import Merchant, Product, Unit
from warehouse.tests.shelves import put
from workorders.models import PartLine
from workorders.services import parts


@pytest.fixture
def seal(manager):
    """A seal ring for 4.20, ten of them on the shelf."""
    product = Product.objects.create(
        sku="SEAL",
        name="Seal ring",
        unit=Unit.objects.get(code="pcs"),
        merchant=Merchant.objects.get(code="OWN"),
        cost=Decimal("4.20"),
    )
    put(product, 10, "A-01", by=manager)
    return product


@pytest.fixture
def work(client, technician, make_work):
    client.force_login(technician)
    return make_work()


def url_of(work, what=""):
    return f"{work.get_absolute_url()}parts/{what}"


def test_a_part_is_added_once_by_its_sku(client, work, seal):
    typed = {"sku": "seal", "quantity": "3", "once": "p1", "next": url_of(work)}
    for _again in range(2):
        assert client.post(url_of(work), typed).url == url_of(work)
    line = PartLine.objects.get()
    assert (line.quantity, line.unit_cost) == (3, Decimal("4.20"))
    assert "10 free" in client.get(url_of(work)).content.decode()


def test_a_part_may_belong_to_a_task_of_the_order(client, work, seal, make_work):
    task = work.tasks.get(title="Pressure")
    typed = {"sku": "SEAL", "quantity": "1", "task": task.pk}
    client.post(url_of(work), typed)
    assert PartLine.objects.get().task == task
    assert "SEAL · Pressure" in client.get(work.get_absolute_url()).content.decode()
    strange = make_work().tasks.first()
    assert client.post(url_of(work), typed | {"task": strange.pk}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"sku": "NOPE"}, {"sku": ""}, {"quantity": "0"}, {"quantity": "x"}, {"quantity": "1.5"}],
)
def test_what_cannot_be_added_is_said(client, work, seal, wrong):
    page = client.post(url_of(work), {"sku": "SEAL", "quantity": "1"} | wrong)
    assert page.status_code == 422
    assert not PartLine.objects.exists()


def test_parts_are_reserved_picked_and_given_back(client, work, seal, technician):
    line = parts.add_part(work, seal, Decimal(3), by=technician)
    client.post(url_of(work, "reserve/"), {"next": url_of(work)})
    assert PartLine.objects.get().state == "reserved"
    client.post(url_of(work, f"{line.pk}/pick/"))
    assert PartLine.objects.get().state == "picked"
    assert "All parts are fetched" in client.get(url_of(work)).content.decode()
    client.post(url_of(work, f"{line.pk}/give-back/"))
    assert PartLine.objects.get().state == "returned"


def test_what_is_short_says_how_much_is_needed_and_free(client, work, seal, technician):
    parts.add_part(work, seal, Decimal(12), by=technician)
    for address in (url_of(work), work.get_absolute_url()):
        assert "12 needed, 10 free" in client.get(address).content.decode()
    page = client.post(url_of(work, "reserve/"), {"next": url_of(work)}, follow=True)
    assert PartLine.objects.get().state == "planned"
    assert 'class="notice error"' in page.content.decode()


def test_quantity_and_own_cost_are_changed(client, work, seal, technician):
    line = parts.add_part(work, seal, Decimal(3), by=technician)
    client.post(url_of(work, f"{line.pk}/"), {"quantity": "5", "unit_cost": "7.5"})
    line = PartLine.objects.get()
    assert (line.quantity, line.unit_cost, line.is_own_cost) == (5, Decimal("7.5"), True)
    assert client.post(url_of(work, f"{line.pk}/"), {"quantity": "-1"}).status_code == 422
    page = client.get(work.get_absolute_url()).content.decode()
    assert "37.50" in page


def test_a_part_is_taken_off(client, work, seal, technician):
    line = parts.add_part(work, seal, Decimal(3), by=technician)
    client.post(url_of(work, f"{line.pk}/remove/"))
    assert not PartLine.objects.exists()


def test_parts_of_another_order_are_not_found(client, work, seal, technician, make_work):
    line = parts.add_part(make_work(), seal, Decimal(3), by=technician)
    assert client.post(url_of(work, f"{line.pk}/pick/")).status_code == 404


def test_a_reader_sees_parts_and_takes_none(client, reader, work, seal):
    client.force_login(reader)
    assert client.get(url_of(work)).status_code == 200
    assert client.post(url_of(work), {"sku": "SEAL", "quantity": "1"}).status_code == 403
    assert client.post(url_of(work, "reserve/")).status_code == 403


def test_more_parts_take_no_more_queries(
    client, work, seal, technician, django_assert_max_num_queries
):
    parts.add_part(work, seal, Decimal(1), by=technician)
    with django_assert_max_num_queries(10) as with_one:
        client.get(url_of(work))
    PartLine.objects.bulk_create(
        PartLine(order=work, product=seal, quantity=1, unit_cost=1) for _n in range(30)
    )
    with django_assert_max_num_queries(10) as with_many:
        client.get(url_of(work))
    assert len(with_one) == len(with_many)
    with django_assert_max_num_queries(8):
        client.get(work.get_absolute_url())
