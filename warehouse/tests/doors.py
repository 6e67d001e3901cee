"""The addresses of the warehouse, each of a thing that is there."""

from decimal import Decimal

from config.core import workflow
from warehouse import services as warehouse
from warehouse.models import (
    Discrepancy,
    ImportedFile,
    InboundLine,
    Location,
    Lot,
    Merchant,
    Product,
    ProductPhoto,
    Recipe,
    StockItem,
    Unit,
    Warehouse,
)

DIVES = {}


def arguments(manager, technician):
    """A product that lies on a shelf, an order that is being picked, goods on their way, a count, a missing piece."""
    house, merchant = Warehouse.objects.get(), Merchant.objects.get()
    shelf = Location.objects.get(code="A-01")
    tea = Product.objects.create(
        merchant=merchant, sku="TEA", name="Tea", unit=Unit.objects.get(code="pcs")
    )
    ProductPhoto.objects.create(product=tea, width=8, height=6)
    lot = Lot.objects.create(product=tea, code="L1")
    warehouse.adjust(location=shelf, product=tea, quantity=Decimal(9), by=manager)
    recipe = warehouse.keep_recipe(
        Recipe(merchant=merchant, name="Pot"),
        by=manager,
        inputs=[(tea, Decimal(1))],
        outputs=[
            (
                Product.objects.create(merchant=merchant, sku="POT", name="Pot", unit=tea.unit),
                Decimal(1),
            )
        ],
    )
    order = warehouse.open_order(
        by=manager, warehouse=house, merchant=merchant, name="Pots",
        materials=[(tea, Decimal(2))], outputs=[(tea, Decimal(1))],
    )  # fmt: skip
    order = workflow.take_step(order, "confirm", by=manager)
    picking_list = warehouse.make_picking_list([order], by=manager)
    line = picking_list.lines.get()
    item = StockItem.objects.get(product=tea)
    missing = Discrepancy.objects.create(item=item, warehouse=house, missing=1, by=manager)
    inbound = warehouse.open_inbound(
        by=manager, warehouse=house, merchant=merchant,
        lines=[InboundLine(product=tea, expected=Decimal(3))],
    )  # fmt: skip
    count = warehouse.count(shelf, {(tea, None): Decimal(9)}, by=manager)
    imported = ImportedFile.objects.create(kind="products", name="tea.csv", rows=[], by=manager)
    arguments = {
        **{
            key: [order.number]
            for key in ["order", "order_panel", "edit_order", "order_note", "order_stream"]
        },
        **{
            key: [picking_list.number]
            for key in ["picking_list", "scan", "picking_print", "picking_pdf", "picking_stream"]
        },
        **{
            key: [picking_list.number, line.pk]
            for key in ["pick_line", "undo_line", "short_line", "line_elsewhere", "leave_out"]
        },
        **{
            key: [inbound.number]
            for key in [
                "inbound",
                "edit_inbound",
                "inbound_stream",
                "inbound_restock",
                "receive",
                "put_away",
            ]
        },
        **{key: [tea.pk] for key in ["product", "edit_product", "switch_product"]},
        **{key: [recipe.pk] for key in ["recipe", "edit_recipe", "switch_recipe"]},
        "order_step": [order.number, "cancel"],
        "picking_step": [picking_list.number, "release"],
        "inbound_step": [inbound.number, "cancel"],
        "take_off": [picking_list.number, order.number],
        "lot": [lot.pk],
        "settle": [missing.pk],
        "transfer": [item.pk],
        "count": [count.number],
        "import_template": ["products"],
        "imported": [imported.pk],
        "product_photo": [tea.pk, "thumb"],
    }
    return {f"warehouse:{name}": each for name, each in arguments.items()}
