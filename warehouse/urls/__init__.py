"""The addresses of the warehouse."""

from warehouse.urls import converters  # noqa: F401, I001 -- the addresses below are written with them
from warehouse.urls import catalogue, inbound, picking, production, stock

app_name = "warehouse"
urlpatterns = [
    *production.urlpatterns,
    *picking.urlpatterns,
    *inbound.urlpatterns,
    *stock.urlpatterns,
    *catalogue.urlpatterns,
]
