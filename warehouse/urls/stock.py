"""What lies where."""

from django.urls import path

from warehouse.views import stock

urlpatterns = [
    path("inventory/", stock.inventory, name="inventory"),
    path("inventory/export.csv", stock.inventory_export, name="inventory_export"),
    path("inventory/locations/", stock.by_location, name="by_location"),
    path("inventory/lots/", stock.by_lot, name="by_lot"),
    path("inventory/lots/<key:pk>/", stock.lot, name="lot"),
    path("inventory/low/", stock.low_stock, name="low_stock"),
    path("inventory/moves/", stock.moves, name="moves"),
    path("inventory/moves/export.csv", stock.moves_export, name="moves_export"),
    path("inventory/discrepancies/", stock.discrepancies, name="discrepancies"),
    path("inventory/discrepancies/<key:pk>/settle/", stock.settle, name="settle"),
    path("inventory/items/<key:pk>/transfer/", stock.transfer, name="transfer"),
    path("inventory/adjust/", stock.adjust, name="adjust"),
    path("inventory/counts/", stock.counts, name="counts"),
    path("inventory/counts/new/", stock.new_count, name="new_count"),
    path("inventory/counts/<count:number>/", stock.count, name="count"),
    path("workplace/", stock.workplace, name="workplace"),
]
