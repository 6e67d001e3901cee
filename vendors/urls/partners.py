"""Vendors and properties."""

from django.urls import path

from vendors.views import properties, vendors

urlpatterns = [
    path("vendors/", vendors.vendors, name="vendors"),
    path("vendors/export.csv", vendors.export_vendors, name="export_vendors"),
    path("vendors/new/", vendors.new_vendor, name="new_vendor"),
    path("vendors/<key:pk>/", vendors.vendor, name="vendor"),
    path("vendors/<key:pk>/edit/", vendors.edit_vendor, name="edit_vendor"),
    path("vendors/<key:pk>/switch/", vendors.switch_vendor, name="switch_vendor"),
    path("properties/", properties.properties, name="properties"),
    path("properties/export.csv", properties.export_properties, name="export_properties"),
    path("properties/new/", properties.new_property, name="new_property"),
    path("properties/find/", properties.find_properties, name="find_properties"),
    path("properties/<key:pk>/", properties.property_page, name="property"),
    path("properties/<key:pk>/edit/", properties.edit_property, name="edit_property"),
]
