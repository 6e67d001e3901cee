"""Mail that belongs to no order."""

from django.urls import path

from vendors.views import inbox

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/stream/", inbox.inbox_stream, name="inbox_stream"),
    path("inbox/<key:pk>/", inbox.message, name="message"),
    path("inbox/<key:pk>/assign/", inbox.assign, name="message_assign"),
    path("inbox/<key:pk>/done/", inbox.done, name="message_done"),
    path("inbox/<key:pk>/files/<key:file>/", inbox.message_file, name="message_file"),
]
