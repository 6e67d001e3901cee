"""The addresses that letters and records of the desk name, for as long as its pages are not open."""

from django.http import HttpResponse
from django.urls import include, path

from config.urls import handler404, handler500
from config.urls import urlpatterns as ours


def page(request, **_parts):
    return HttpResponse()


desk = [
    path("requests/<str:number>/", page, name="request"),
    path("requests/<str:number>/steps/<slug:step>/", page, name="request_step"),
    path("vendor-orders/<str:number>/", page, name="order"),
    path("vendor-orders/<str:number>/steps/<slug:step>/", page, name="order_step"),
]
urlpatterns = [
    *ours,
    path("request/<str:token>/", page, name="request_status"),
    path("v/<str:token>/", page, name="vendor_page"),
    path("", include((desk, "vendors"))),
]

__all__ = ["handler404", "handler500", "urlpatterns"]
