"""The back office of the warehouse: the same doors as everywhere, and no door to the ledger."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.urls import reverse

from config.core.models import User
from warehouse import services
from warehouse.models import (
    Location,
    PickingList,
    Posting,
    Product,
    ProductionOrder,
    Recipe,
    Unit,
    Warehouse,
)
from warehouse.states import Status
from warehouse.tests.shelves import completed, level, put, take

ROOT = "/admin/warehouse/"


@pytest.fixture
def administrator():
    return User.objects.create_superuser("ada", "ada@example.org", "a-long-password")


@pytest.fixture
def back_office(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def worked(stocked, make_order, merchant, manager, tea, mug, gift_set):
    """Everything there is: a recipe, an order made from it and completed, an order open, a count."""
    services.keep_recipe(
        Recipe(merchant=merchant, name="Gift box"),
        by=manager,
        inputs=[(tea, Decimal(1)), (mug, Decimal(1))],
        outputs=[(gift_set, Decimal(1))],
    )
    completed(make_order(1), by=manager)
    services.count(stocked.locations.get(code="A-01"), {(tea, None): Decimal(10)}, by=manager)
    return take(make_order(2), "confirm", by=manager)


def page(record):
    return f"{ROOT}{record._meta.model_name}/{record.pk}/change/"


def models():
    return [model for model in admin.site._registry if model._meta.app_label == "warehouse"]


# Every page


def test_every_list_and_every_record_opens(back_office, worked):
    for model in models():
        name = f"admin:warehouse_{model._meta.model_name}"
        assert back_office.get(reverse(f"{name}_changelist")).status_code == 200, name
        record = model.objects.first()
        if record is not None:
            response = back_office.get(reverse(f"{name}_change", args=[record.pk]))
            assert response.status_code == 200, name


def test_no_record_is_deleted_here(back_office, worked):
    for model in models():
        record = model.objects.first()
        if record is not None:
            url = reverse(f"admin:warehouse_{model._meta.model_name}_delete", args=[record.pk])
            assert back_office.post(url, {"post": "yes"}).status_code == 403, model
            assert model.objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize(
    "name",
    [
        "stockitem", "stocklevel", "stockmove", "posting", "reservation", "discrepancy",
        "stockcount", "lot", "importedfile",
    ],
)  # fmt: skip
def test_the_ledger_and_what_follows_from_it_are_to_read_alone(back_office, worked, name):
    assert back_office.get(f"{ROOT}{name}/add/").status_code == 403
    model = next(each for each in models() if each._meta.model_name == name)
    record = model.objects.first()
    if record is not None:
        before = model.objects.filter(pk=record.pk).values().get()
        response = back_office.post(page(record), {"quantity": "999", "on_hand": "999"})
        assert response.status_code == 403
        assert model.objects.filter(pk=record.pk).values().get() == before


def test_the_back_office_is_for_administrators(client, manager, worked):
    client.force_login(manager)
    assert client.get(f"{ROOT}product/").status_code == 302
    assert client.post(f"{ROOT}productionorder/{worked.pk}/steps/cancel/").status_code == 302
    assert ProductionOrder.objects.get(pk=worked.pk).status == Status.ALLOCATED


# Orders


def typed(order, **fields):
    values = {"name": order.name, "notes": "", "seen_version": order.version}
    for empty in ("materials", "outputs", "history"):
        values |= {f"{empty}-TOTAL_FORMS": 0, f"{empty}-INITIAL_FORMS": 0}
    return values | fields


def test_a_button_takes_the_step_by_the_same_door(back_office, administrator, stocked, make_order):
    order = make_order(2)
    assert 'action="../steps/confirm/"' in back_office.get(page(order)).text
    back_office.post(f"{ROOT}productionorder/{order.pk}/steps/confirm/")
    order = ProductionOrder.objects.get(pk=order.pk)
    assert order.status == Status.ALLOCATED
    assert order.history.first().by == administrator
    assert level(Product.objects.get(sku="TEA")) == (12, 2)


def test_a_refused_step_says_why(back_office, stocked, make_order, manager):
    order = take(make_order(2), "confirm", "start_picking", by=manager)
    response = back_office.post(f"{ROOT}productionorder/{order.pk}/steps/cancel/", follow=True)
    assert order.current_lists.get().number in response.text
    assert ProductionOrder.objects.get(pk=order.pk).status == Status.PROCESSING


def test_many_orders_are_confirmed_at_once(back_office, stocked, make_order):
    orders = [make_order(1), make_order(1)]
    chosen = {"action": "step_confirm", "_selected_action": [order.pk for order in orders]}
    back_office.post(f"{ROOT}productionorder/", chosen)
    assert {order.status for order in ProductionOrder.objects.all()} == {Status.ALLOCATED}


def test_a_status_that_is_sent_along_is_ignored(back_office, stocked, make_order):
    order = make_order(2)
    back_office.post(page(order), typed(order, status="completed", number="PR-2000-9999"))
    after = ProductionOrder.objects.get(pk=order.pk)
    assert (after.status, after.number) == (Status.DRAFT, order.number)


def test_an_edit_is_kept_in_the_history_and_its_lines_stay(back_office, stocked, make_order):
    order = make_order(2)
    back_office.post(page(order), typed(order, name="Christmas sets"))
    after = ProductionOrder.objects.get(pk=order.pk)
    assert (after.name, after.version, after.materials.count()) == ("Christmas sets", 2, 2)
    assert after.history.first().action == "edited"

    response = back_office.post(page(order), typed(order, name="Easter sets"), follow=True)
    assert "saved changes while you were typing" in response.text
    assert ProductionOrder.objects.get(pk=order.pk).name == "Christmas sets"


def test_an_order_past_editing_is_not_edited(back_office, worked):
    back_office.post(page(worked), typed(worked, name="Another"))
    assert ProductionOrder.objects.get(pk=worked.pk).name == worked.name


def test_picking_lists_move_by_their_steps_alone(
    back_office, administrator, stocked, make_order, manager
):
    take(make_order(2), "confirm", "start_picking", by=manager)
    picking_list = PickingList.objects.get()
    assert back_office.post(page(picking_list), {"status": "done"}).status_code == 403
    back_office.post(f"{ROOT}pickinglist/{picking_list.pk}/steps/claim/")
    picking_list = PickingList.objects.get()
    assert (picking_list.status, picking_list.picker) == ("picking", administrator)


# Places and goods


def test_a_new_warehouse_has_a_door_and_a_place_for_picked_goods(back_office):
    back_office.post(f"{ROOT}warehouse/add/", {"code": "WEST", "name": "West", "active": "on"})
    warehouse = Warehouse.objects.get(code="WEST")
    kinds = sorted(warehouse.locations.values_list("code", "kind"))
    assert kinds == [("DOCK", "receiving"), ("STAGING", "staging")]


def test_a_place_keeps_its_kind_and_its_warehouse(back_office, stocked, elsewhere, tea):
    place = stocked.locations.get(code="A-01")
    fields = {"code": "A-1", "name": "Shelf", "walk": "5", "active": "on"}
    back_office.post(page(place), fields | {"kind": "hold", "warehouse": elsewhere.pk})
    after = Location.objects.get(pk=place.pk)
    assert (after.code, after.kind, after.warehouse) == ("A-1", "storage", stocked)


def test_two_places_of_one_code_and_a_closed_staging_are_refused(back_office, stocked):
    place = stocked.locations.get(code="A-01")
    fields = {"name": "", "walk": "5"}
    response = back_office.post(page(place), fields | {"code": "A-02", "active": "on"})
    assert "location of that code already" in response.text
    staging = stocked.locations.get(code="STAGING")
    assert back_office.post(page(staging), fields | {"code": "STAGING"}).status_code == 200
    assert Location.objects.get(pk=staging.pk).active


def test_a_product_is_kept_by_the_rules_of_its_page(back_office, stocked, tea):
    fields = {
        "sku": "TEA", "name": "Tea", "unit": tea.unit_id, "cost": "1", "price": "2",
        "reorder_level": "0", "active": "on",
    }  # fmt: skip
    back_office.post(page(tea), fields)
    assert list(Product.objects.matching("tea")) == [Product.objects.get(name="Tea")]
    response = back_office.post(page(tea), fields | {"lot_tracked": "on"}, follow=True)
    assert "lie in stock without a lot" in response.text
    assert not Product.objects.get(pk=tea.pk).lot_tracked
    response = back_office.post(page(tea), fields | {"sku": "MUG"}, follow=True)
    assert "product of that SKU already" in response.text


def test_a_unit_in_use_does_not_become_coarser(back_office, house, manager, make_product):
    salt = make_product("SALT", unit="kg")
    put(salt, "2.5", "A-01", by=manager)
    fields = {"code": "kg", "name": "Kilograms"}
    assert back_office.post(page(salt.unit), fields | {"places": "0"}).status_code == 200
    assert Unit.objects.get(code="kg").places == 3
    back_office.post(page(salt.unit), fields | {"places": "4"})
    assert Unit.objects.get(code="kg").places == 4


def test_recipes_are_renamed_and_retired_and_their_versions_read(back_office, worked):
    recipe = Recipe.objects.get()
    text = back_office.get(page(recipe)).text
    assert "1 TEA, 1 MUG → 1 GIFT" in text
    empty = {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    back_office.post(page(recipe), {"name": "Gift crate"} | empty)
    recipe = Recipe.objects.get()
    assert (recipe.name, recipe.active, recipe.kind) == ("Gift crate", False, "assembly")
    assert recipe.versions.count() == 1
    assert back_office.get(f"{ROOT}recipe/add/").status_code == 403


def test_movements_are_taken_away_as_csv(back_office, worked):
    rows = {"action": "export_csv", "_selected_action": [Posting.objects.first().moves.get().pk]}
    response = back_office.post(f"{ROOT}stockmove/", rows)
    assert b"TEA" in b"".join(response.streaming_content)
