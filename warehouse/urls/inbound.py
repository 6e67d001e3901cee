"""Inbound orders."""

from django.urls import path

from warehouse.views import inbound

urlpatterns = [
    path("inbound/", inbound.inbounds, name="inbounds"),
    path("inbound/new/", inbound.new_inbound, name="new_inbound"),
    path("inbound/<inbound:number>/", inbound.inbound, name="inbound"),
    path("inbound/<inbound:number>/edit/", inbound.edit_inbound, name="edit_inbound"),
    path("inbound/<inbound:number>/steps/<slug:step>/", inbound.inbound_step, name="inbound_step"),
    path("inbound/<inbound:number>/receive/", inbound.receive, name="receive"),
    path("inbound/<inbound:number>/put-away/", inbound.put_away, name="put_away"),
    path("inbound/<inbound:number>/stream/", inbound.inbound_stream, name="inbound_stream"),
]
