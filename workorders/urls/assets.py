"""Assets and their meters, and the sites where they stand."""

from django.urls import path

from workorders.views import asset_list, assets, labels, meters, sites

ONE = "assets/<key:pk>/"
METER = f"{ONE}meters/<key:meter>/"

urlpatterns = [
    path("assets/", asset_list.assets, name="assets"),
    path("assets/export.csv", asset_list.export_assets, name="export_assets"),
    path("assets/new/", assets.new_asset, name="new_asset"),
    path("assets/find/", asset_list.find_assets, name="find_assets"),
    path("assets/labels/", labels.labels, name="asset_labels"),
    path("assets/labels/print/", labels.labels_print, name="asset_labels_print"),
    path("assets/labels/pdf/", labels.labels_pdf, name="asset_labels_pdf"),
    path("assets/sites/", sites.sites, name="sites"),
    path("assets/sites/new/", sites.new_site, name="new_site"),
    path("assets/sites/<key:pk>/edit/", sites.edit_site, name="edit_site"),
    path("assets/<str:code>/qr/", assets.scanned, name="asset_scanned"),
    path(ONE, assets.asset, name="asset"),
    path(f"{ONE}edit/", assets.edit_asset, name="edit_asset"),
    path(f"{ONE}meters/", meters.add_meter, name="add_meter"),
    path(f"{METER}readings/", meters.read_meter, name="read_meter"),
    path(f"{METER}export.csv", meters.export_readings, name="export_readings"),
    path(f"{ONE}photos/", assets.add_photos, name="asset_photos"),
    path(f"{ONE}photos/<key:photo>/<slug:size>.jpg", assets.photo, name="asset_photo"),
]
