"""The addresses that letters and records of the desk name, for as long as its pages are not open."""

from django.http import HttpResponse
from django.urls import include, path


def page(request, **_parts):
    return HttpResponse()


desk = [
    path("requests/<str:number>/", page, name="request"),
    path("requests/<str:number>/steps/<slug:step>/", page, name="request_step"),
    path("vendor-orders/<str:number>/", page, name="order"),
    path("vendor-orders/<str:number>/steps/<slug:step>/", page, name="order_step"),
]
urlpatterns = [
    path("", include("config.urls")),
    path("request/<str:token>/", page, name="request_status"),
    path("v/<str:token>/", page, name="vendor_page"),
    path("", include((desk, "vendors"))),
]
