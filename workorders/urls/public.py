"""What needs no login: reports from the site, sign-offs from outside, calendars."""

from django.urls import path

from workorders.public import feed, report, sign_off

urlpatterns = [
    path("approve/<str:token>/", sign_off.approve, name="sign_off"),  # or the repair desk's
    path("report/<str:token>/", report.report, name="report"),
    path("reported/<str:token>/", report.reported, name="reported"),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
]
