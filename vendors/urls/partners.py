"""Vendors and properties."""

from django.urls import path

from vendors.views import partners

urlpatterns = [
    path("vendors/", partners.vendors, name="vendors"),
    path("vendors/new/", partners.new_vendor, name="new_vendor"),
    path("vendors/<key:pk>/", partners.vendor_page, name="vendor"),
    path("vendors/<key:pk>/edit/", partners.edit_vendor, name="edit_vendor"),
    path("properties/", partners.properties, name="properties"),
    path("properties/new/", partners.new_property, name="new_property"),
    path("properties/<key:pk>/", partners.property_page, name="property"),
    path("properties/<key:pk>/edit/", partners.edit_property, name="edit_property"),
]
