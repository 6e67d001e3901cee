"""A walk through the pages of the warehouse: nothing sticks out, nobody is shut out, nothing breaks."""

import pytest

from tests.rooms import addresses_of, paths

pytestmark = pytest.mark.timeout(400)

FACTS = """
from config.core.models import User
from warehouse.models import (
    Discrepancy, InboundOrder, Lot, PickingList, Product, ProductionOrder, Recipe, StockCount,
    StockItem, Warehouse,
)
from warehouse.services.importing import keep_file
facts = {
    "production": {
        status: number(ProductionOrder, status)
        for status in ("draft", "out_of_stock", "allocated", "processing", "completed")
    },
    "lists": [number(PickingList, status) for status in ("open", "picking", "done")],
    "inbounds": {
        status: number(InboundOrder, status) for status in ("expected", "receiving", "stored")
    },
    "received": number(InboundOrder, "received"),
    "product": Product.objects.get(sku="BAT-IP13").pk,
    "recipe": Recipe.objects.first().pk,
    "lot": Lot.objects.filter(moves__posting__reason="consume").first().pk,
    "item": StockItem.objects.there().filter(location__kind="storage").first().pk,
    "missing": Discrepancy.objects.filter(settled_at=None).first().pk,
    "count": StockCount.objects.first().number,
    "imported": keep_file(
        "products", "products.csv", b"sku,name,unit\\nTEA,Tea,pcs\\n,No SKU,x\\n",
        warehouse=Warehouse.objects.first(), by=User.objects.get(username="manager"),
    )[0].pk,
}
"""
MANAGERS_OWN = ("warehouse:settle", "warehouse:adjust")
NOT_PAGES = {
    f"warehouse:{name}" for name in (
        # answers to a button or a form
        "allocate", "order_step", "picking_step", "scan", "pick_line", "undo_line", "short_line",
        "line_elsewhere", "leave_out", "take_off", "inbound_step", "workplace", "switch_product",
        "switch_recipe",
        # pieces of pages
        "recipe_rows", "order_name", "order_panel", "inbound_restock", "restock", "product_search",
        "product_hint",
        # streams and files
        "orders_export", "orders_stream", "order_stream", "picking_pdf", "picking_stream",
        "inbounds_stream", "inbound_stream", "inventory_export", "moves_export", "product_photo",
        "product_labels_pdf", "location_labels_pdf", "import_template",
    )
}  # fmt: skip


def staff_pages(facts):
    """Every page of the warehouse: (url name, arguments, query)."""
    production, inbounds = facts["production"], facts["inbounds"]
    pages = [
        *(("orders", [], query) for query in ("", "status=completed&q=a")),
        ("new_order", [], f"recipe={facts['recipe']}&sets=3"),
        ("shortages", [], ""),
        *(("order", [number], "") for number in production.values()),
        ("edit_order", [production["out_of_stock"]], ""),
        ("order_note", [production["draft"]], ""),
        ("picking", [], ""),
        ("picking_lists", [], ""),
        *(("picking_list", [number], "") for number in facts["lists"]),
        ("picking_print", facts["lists"][:1], ""),
        ("inbounds", [], ""),
        ("new_inbound", [], ""),
        *(("inbound", [number], "") for number in inbounds.values()),
        ("edit_inbound", [inbounds["expected"]], ""),
        ("receive", [inbounds["expected"]], ""),
        ("put_away", [facts["received"]], ""),
        *((name, [], "") for name in (
            "inventory", "by_location", "by_lot", "low_stock", "moves", "discrepancies", "counts",
            "adjust", "products", "new_product", "imports", "recipes", "new_recipe",
            "product_labels", "location_labels",
        )),
        ("lot", [facts["lot"]], ""),
        ("settle", [facts["missing"]], ""),
        ("transfer", [facts["item"]], ""),
        ("new_count", [], "location=A-03-2"),
        ("count", [facts["count"]], ""),
        ("imported", [facts["imported"]], ""),
        *(("product", [facts["product"]], query) for query in ("", "part=recipes", "part=moves")),
        ("edit_product", [facts["product"]], ""),
        ("recipe", [facts["recipe"]], ""),
        ("edit_recipe", [facts["recipe"]], ""),
        ("product_labels_print", [], f"product={facts['product']}"),
        ("location_labels_print", [], ""),
    ]  # fmt: skip
    return [(f"warehouse:{name}", arguments, query) for name, arguments, query in pages]


def test_no_page_of_the_warehouse_is_left_out_of_the_walk(tour):
    walked = {name for name, *_rest in staff_pages(tour.facts)}

    assert walked | NOT_PAGES == addresses_of("warehouse")


def test_every_page_of_the_warehouse(tour, look, every_other):
    page = tour.staff("picker", look)
    pages = [each for each in staff_pages(tour.facts) if each[0] not in MANAGERS_OWN]

    assert tour.walk(page, paths(pages)[every_other]) == []


def test_the_pages_of_the_warehouse_that_are_a_managers_own(tour):
    page = tour.staff("manager", "light at the desk")
    pages = [each for each in staff_pages(tour.facts) if each[0] in MANAGERS_OWN]

    assert tour.walk(page, paths(pages)) == []
