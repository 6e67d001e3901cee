"""The pages of homeowners and vendors, who need no account."""

from django.urls import path

from vendors.public import request_form, request_page, vendor_page

urlpatterns = [
    path("request/", request_form.report, name="request_form"),
    path("request/<str:token>/", request_page.status, name="request_status"),
    path("request/<str:token>/stream/", request_page.stream, name="request_status_stream"),
    path("request/<str:token>/fixed/", request_page.fixed, name="request_fixed"),
    path(
        "request/<str:token>/photos/<key:pk>/<slug:size>.jpg",
        request_page.photo,
        name="request_photo",
    ),
    path("v/<str:token>/", vendor_page.page, name="vendor_page"),
    path("v/<str:token>/answer/<slug:answer>/", vendor_page.answer, name="vendor_answer"),
    path(
        "v/<str:token>/photos/<key:pk>/<slug:size>.jpg", vendor_page.photo, name="vendor_page_photo"
    ),
    path(
        "v/<str:token>/done/<key:pk>/<slug:size>.jpg",
        vendor_page.own_photo,
        name="vendor_page_own_photo",
    ),
    path("v/<str:token>/visit.ics", vendor_page.visit, name="vendor_visit_ics"),
]
