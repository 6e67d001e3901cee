"""The addresses of the warranty desk."""

from vendors.urls import converters  # noqa: F401, I001 -- the addresses below are written with them
from vendors.urls import inbox, orders, partners, public, requests

app_name = "vendors"
urlpatterns = [
    *requests.urlpatterns,
    *orders.urlpatterns,
    *partners.urlpatterns,
    *inbox.urlpatterns,
]
public_patterns = public.urlpatterns
