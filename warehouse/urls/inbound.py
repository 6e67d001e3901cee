"""Inbound orders."""

from django.urls import path

from warehouse.views import inbound, inbound_hand

urlpatterns = [
    path("inbound/", inbound.inbounds, name="inbounds"),
    path("inbound/stream/", inbound.inbounds_stream, name="inbounds_stream"),
    path("inbound/new/", inbound.new_inbound, name="new_inbound"),
    path("inbound/<inbound:number>/", inbound.inbound, name="inbound"),
    path("inbound/<inbound:number>/edit/", inbound.edit_inbound, name="edit_inbound"),
    path("inbound/<inbound:number>/steps/<slug:step>/", inbound.inbound_step, name="inbound_step"),
    path("inbound/<inbound:number>/stream/", inbound.inbound_stream, name="inbound_stream"),
    path("inbound/<inbound:number>/restock/", inbound.inbound_restock, name="inbound_restock"),
    path("inbound/<inbound:number>/receive/", inbound_hand.receive, name="receive"),
    path("inbound/<inbound:number>/put-away/", inbound_hand.put_away, name="put_away"),
]
