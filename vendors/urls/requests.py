"""Service requests and their drafts."""

from django.urls import path

from vendors.views import requests

urlpatterns = [
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.new_request, name="new_request"),
    path("requests/<request:number>/", requests.request_page, name="request"),
    path(
        "requests/<request:number>/steps/<slug:step>/", requests.request_step, name="request_step"
    ),
    path("requests/<request:number>/notes/", requests.request_note, name="request_note"),
    path("requests/<request:number>/link/", requests.request_link, name="request_link"),
    path("requests/<request:number>/stream/", requests.request_stream, name="request_stream"),
    path("requests/<request:number>/drafts/", requests.write_drafts, name="write_drafts"),
    path(
        "requests/<request:number>/issues/<key:pk>/not-covered/",
        requests.not_covered,
        name="not_covered",
    ),
    path(
        "requests/<request:number>/photos/<key:pk>/<slug:size>/",
        requests.request_photo,
        name="request_photo",
    ),
    path("requests/<request:number>/orders/new/", requests.new_order, name="new_order"),
    path("drafts/<key:pk>/accept/", requests.accept_draft, name="accept_draft"),
    path("drafts/<key:pk>/edit/", requests.edit_draft, name="edit_draft"),
    path("drafts/<key:pk>/reject/", requests.reject_draft, name="reject_draft"),
]
