"""What lies where."""

from django.urls import path

from warehouse.views import corrections, counts, ledger, lots, stock

urlpatterns = [
    path("inventory/", stock.inventory, name="inventory"),
    path("inventory/export.csv", stock.inventory_export, name="inventory_export"),
    path("inventory/restock/", stock.restock, name="restock"),
    path("inventory/locations/", stock.by_location, name="by_location"),
    path("inventory/lots/", stock.by_lot, name="by_lot"),
    path("inventory/lots/<key:pk>/", lots.lot, name="lot"),
    path("inventory/low/", stock.low_stock, name="low_stock"),
    path("inventory/moves/", ledger.moves, name="moves"),
    path("inventory/moves/export.csv", ledger.moves_export, name="moves_export"),
    path("inventory/discrepancies/", corrections.discrepancies, name="discrepancies"),
    path("inventory/discrepancies/<key:pk>/settle/", corrections.settle, name="settle"),
    path("inventory/items/<key:pk>/transfer/", corrections.transfer, name="transfer"),
    path("inventory/adjust/", corrections.adjust, name="adjust"),
    path("inventory/counts/", counts.counts, name="counts"),
    path("inventory/counts/new/", counts.new_count, name="new_count"),
    path("inventory/counts/<count:number>/", counts.count, name="count"),
    path("workplace/", stock.workplace, name="workplace"),
]
