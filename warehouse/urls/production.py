"""Production orders."""

from django.urls import path

from warehouse.views import (
    production_detail,
    production_edit,
    production_list,
    production_shortages,
)

urlpatterns = [
    path("production/", production_list.orders, name="orders"),
    path("production/export.csv", production_list.orders_export, name="orders_export"),
    path("production/stream/", production_list.orders_stream, name="orders_stream"),
    path("production/new/", production_edit.new_order, name="new_order"),
    path("production/recipe/", production_edit.recipe_rows, name="recipe_rows"),
    path("production/name/", production_edit.order_name, name="order_name"),
    path("production/shortages/", production_shortages.shortages, name="shortages"),
    path("production/allocate/", production_shortages.allocate, name="allocate"),
    path("production/<production:number>/", production_detail.order, name="order"),
    path(
        "production/<production:number>/panel/", production_detail.order_panel, name="order_panel"
    ),
    path("production/<production:number>/edit/", production_edit.edit_order, name="edit_order"),
    path(
        "production/<production:number>/steps/<slug:step>/",
        production_detail.order_step,
        name="order_step",
    ),
    path("production/<production:number>/notes/", production_detail.order_note, name="order_note"),
    path(
        "production/<production:number>/stream/",
        production_detail.order_stream,
        name="order_stream",
    ),
]
