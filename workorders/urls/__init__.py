"""The addresses of maintenance."""

from workorders.urls import converters  # noqa: F401, I001 -- the addresses below are written with them
from workorders.urls import assets, cases, insights, orders, planning, public, strategies

app_name = "workorders"
urlpatterns = [
    *orders.urlpatterns,
    *planning.urlpatterns,
    *assets.urlpatterns,
    *cases.urlpatterns,
    *strategies.urlpatterns,
    *insights.urlpatterns,
]
public_patterns = public.urlpatterns
