"""Pages of homeowners and vendors, by links of their own."""

from django.urls import path

from vendors.public import homeowner, vendor

urlpatterns = [
    path("request/", homeowner.new_request, name="report"),
    path("request/<str:token>/", homeowner.request_status, name="request_status"),
    path("request/<str:token>/fixed/", homeowner.fixed, name="fixed"),
    path("request/<str:token>/photos/<key:pk>/", homeowner.photo, name="request_status_photo"),
    path("v/<str:token>/", vendor.vendor_page, name="vendor_page"),
    path("v/<str:token>/answer/", vendor.answer, name="vendor_answer"),
    path("v/<str:token>/photos/<key:pk>/<slug:size>/", vendor.photo, name="vendor_photo"),
]
