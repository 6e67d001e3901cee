"""Vendor work orders."""

from django.urls import path

from vendors.views import orders

urlpatterns = [
    path("vendor-orders/", orders.orders, name="orders"),
    path("vendor-orders/board/", orders.orders_board, name="orders_board"),
    path("vendor-orders/<vendor_order:number>/", orders.order_page, name="order"),
    path("vendor-orders/<vendor_order:number>/edit/", orders.edit_order, name="edit_order"),
    path(
        "vendor-orders/<vendor_order:number>/steps/<slug:step>/",
        orders.order_step,
        name="order_step",
    ),
    path("vendor-orders/<vendor_order:number>/notes/", orders.order_note, name="order_note"),
    path("vendor-orders/<vendor_order:number>/schedule/", orders.schedule, name="schedule"),
    path("vendor-orders/<vendor_order:number>/seen/", orders.order_seen, name="order_seen"),
    path("vendor-orders/<vendor_order:number>/link/", orders.vendor_link, name="vendor_link"),
    path(
        "vendor-orders/<vendor_order:number>/resend/<key:pk>/",
        orders.order_resend,
        name="order_resend",
    ),
    path(
        "vendor-orders/<vendor_order:number>/files/<key:pk>/",
        orders.message_file,
        name="message_file",
    ),
    path("vendor-orders/<vendor_order:number>/stream/", orders.order_stream, name="order_stream"),
    path("inbox/", orders.inbox, name="inbox"),
    path("inbox/<key:pk>/", orders.message, name="message"),
    path("inbox/<key:pk>/sort/", orders.sort_message, name="sort_message"),
]
