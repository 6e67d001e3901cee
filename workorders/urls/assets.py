"""Assets and their meters."""

from django.urls import path

from workorders.views import assets

ONE = "assets/<key:pk>/"

urlpatterns = [
    path("assets/", assets.assets, name="assets"),
    path("assets/new/", assets.new_asset, name="new_asset"),
    path("assets/find/", assets.find_assets, name="find_assets"),
    path("assets/labels/", assets.labels, name="asset_labels"),
    path("assets/labels/pdf/", assets.labels_pdf, name="asset_labels_pdf"),
    path("assets/<str:code>/qr/", assets.scanned, name="asset_scanned"),
    path(ONE, assets.asset, name="asset"),
    path(f"{ONE}edit/", assets.edit_asset, name="edit_asset"),
    path(f"{ONE}meters/", assets.add_meter, name="add_meter"),
    path(f"{ONE}meters/<key:meter>/readings/", assets.read_meter, name="read_meter"),
    path(f"{ONE}meters/<key:meter>/export.csv", assets.export_readings, name="export_readings"),
    path(f"{ONE}photos/", assets.add_photos, name="asset_photos"),
    path(f"{ONE}photos/<key:photo>/<slug:size>.jpg", assets.photo, name="asset_photo"),
]
