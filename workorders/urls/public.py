"""What needs no login: reports from the site, sign-offs from outside, calendars."""

from django.urls import path

from workorders.public import feed, report, sign_off

urlpatterns = [
    path("approve/<str:token>/", sign_off.approve, name="sign_off"),  # or the repair desk's
    path(
        "approve/<str:token>/photos/<key:pk>/<slug:size>.jpg", sign_off.photo, name="sign_off_photo"
    ),
    path(
        "approve/<str:token>/signatures/<key:pk>.jpg", sign_off.signature, name="sign_off_signature"
    ),
    path("report/<str:token>/", report.report, name="report"),
    path("reported/<str:token>/", report.reported, name="reported"),
    path("reported/<str:token>/stream/", report.stream, name="reported_stream"),
    path(
        "reported/<str:token>/photos/<key:pk>/<slug:size>.jpg", report.photo, name="reported_photo"
    ),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
]
