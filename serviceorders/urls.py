from django.urls import path

from config.core.converters import numbered
from serviceorders.public import booking as public_booking
from serviceorders.public import decision, tracking
from serviceorders.views import bookings, clients, detail, lists, papers, parts, photos, send_on

numbered("order", "OS")
numbered("booking", "BK")

app_name = "serviceorders"
urlpatterns = [
    path("service-orders/", lists.orders, name="list"),
    path("service-orders/board/", lists.board, name="board"),
    path("service-orders/export.csv", lists.export, name="export"),
    path("service-orders/new/", detail.new, name="new"),
    path("service-orders/new/seen-before/", detail.seen_before, name="seen_before"),
    path("service-orders/<order:number>/", detail.detail, name="detail"),
    path("service-orders/<order:number>/panel/", detail.panel, name="panel"),
    path("service-orders/<order:number>/stream/", detail.stream, name="stream"),
    path("service-orders/<order:number>/steps/<slug:step>/", detail.take_step, name="step"),
    path("service-orders/<order:number>/edit/<slug:section>/", detail.edit, name="edit"),
    path("service-orders/<order:number>/notes/", detail.add_note, name="add_note"),
    path("service-orders/<order:number>/payments/", detail.take_payment, name="payments"),
    path("service-orders/<order:number>/link/replace/", detail.replace_link, name="replace_link"),
    path("service-orders/<order:number>/link/revoke/", detail.revoke_link, name="revoke_link"),
    path("service-orders/<order:number>/estimate/", detail.send_estimate, name="send_estimate"),
    path("service-orders/<order:number>/send-on/", send_on.send_on, name="send_on"),
    path("service-orders/<order:number>/parts/", parts.parts, name="parts"),
    path("service-orders/<order:number>/parts/<key:pk>/", parts.part, name="part"),
    path("service-orders/<order:number>/parts/<key:pk>/remove/", parts.remove, name="part_remove"),
    path("service-orders/<order:number>/parts/<key:pk>/take/", parts.take, name="part_take"),
    path(
        "service-orders/<order:number>/parts/<key:pk>/give-back/",
        parts.give_back,
        name="part_give_back",
    ),
    path(
        "service-orders/<order:number>/parts/<key:pk>/reserve/", parts.reserve, name="part_reserve"
    ),
    path("service-orders/<order:number>/photos/", photos.photos, name="photos"),
    path("service-orders/<order:number>/photos/<key:pk>/", photos.change, name="photo"),
    path(
        "service-orders/<order:number>/photos/<key:pk>/remove/", photos.remove, name="photo_remove"
    ),
    path(
        "service-orders/<order:number>/photos/<key:pk>/<slug:size>.jpg", photos.image, name="image"
    ),
    path("service-orders/<order:number>/print/", papers.print_page, name="print"),
    path("service-orders/<order:number>/pdf/", papers.pdf, name="pdf"),
    path("service-orders/<order:number>/documents/<key:pk>/", papers.document, name="document"),
    path("service-orders/<order:number>/as-client/", tracking.as_client, name="as_client"),
    path("bookings/", bookings.bookings, name="bookings"),
    path("bookings/new/", bookings.new, name="new_booking"),
    path("bookings/<booking:number>/", bookings.detail, name="booking"),
    path("bookings/<booking:number>/edit/", bookings.edit, name="booking_edit"),
    path("bookings/<booking:number>/steps/<slug:step>/", bookings.take_step, name="booking_step"),
    path("clients/", clients.clients, name="clients"),
    path("clients/new/", clients.new, name="new_client"),
    path("clients/find/", clients.find, name="find_clients"),
    path("clients/<key:pk>/", clients.client, name="client"),
    path("clients/<key:pk>/edit/", clients.edit, name="client_edit"),
    path("clients/<key:pk>/merge/<key:other>/", clients.merge, name="client_merge"),
    path("clients/<key:pk>/merges/<key:merge>/undo/", clients.part, name="client_part"),
]

public_patterns = [
    path("track/<str:token>/", tracking.track, name="track"),
    path("track/<str:token>/stream/", tracking.stream, name="track_stream"),
    path("track/<str:token>/photos/<key:pk>/<slug:size>.jpg", tracking.image, name="track_image"),
    path("approve/<str:token>/", decision.approve, name="approve"),
    path(
        "approve/<str:token>/pictures/<key:pk>/<slug:size>.jpg",
        decision.image,
        name="approve_image",
    ),
    path("book/", public_booking.book, name="book"),
    path("book/<str:token>/", public_booking.booked, name="booked"),
    path("book/<str:token>/booking.ics", public_booking.calendar, name="booked_ics"),
]
