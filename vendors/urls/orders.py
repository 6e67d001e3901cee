"""Vendor work orders."""

from django.urls import path

from vendors.views import order_edit, order_list, orders

ONE = "vendor-orders/<vendor_order:number>/"

urlpatterns = [
    path("vendor-orders/", order_list.orders, name="orders"),
    path("vendor-orders/board/", order_list.board, name="orders_board"),
    path("vendor-orders/stream/", order_list.orders_stream, name="orders_stream"),
    path("vendor-orders/export.csv", order_list.export_orders, name="export_orders"),
    path("requests/<service_request:number>/orders/new/", order_edit.new_order, name="new_order"),
    path(ONE, orders.order, name="order"),
    path(f"{ONE}stream/", orders.order_stream, name="order_stream"),
    path(f"{ONE}steps/<slug:step>/", orders.order_step, name="order_step"),
    path(f"{ONE}edit/", order_edit.edit_order, name="edit_order"),
    path(f"{ONE}another-vendor/", orders.another_vendor, name="order_another_vendor"),
    path(f"{ONE}schedule/", orders.schedule, name="order_schedule"),
    path(f"{ONE}seen/", orders.seen, name="order_seen"),
    path(f"{ONE}notes/", orders.order_note, name="order_note"),
    path(f"{ONE}link/replace/", orders.replace_link, name="order_link_replace"),
    path(f"{ONE}emails/<key:pk>/resend/", orders.resend, name="order_resend"),
    path(f"{ONE}photos/<key:pk>/<slug:size>.jpg", orders.vendor_photo, name="vendor_photo"),
    path(f"{ONE}files/<key:pk>/", orders.message_file, name="order_file"),
]
