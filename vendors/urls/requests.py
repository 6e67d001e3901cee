"""Service requests, their issues and their drafts."""

from django.urls import path

from vendors.views import drafts, requests

ONE = "requests/<service_request:number>/"

urlpatterns = [
    path("requests/", requests.requests, name="requests"),
    path("requests/stream/", requests.requests_stream, name="requests_stream"),
    path("requests/export.csv", requests.export_requests, name="export_requests"),
    path("requests/new/", requests.new_request, name="new_request"),
    path(ONE, requests.request, name="request"),
    path(f"{ONE}stream/", requests.request_stream, name="request_stream"),
    path(f"{ONE}steps/<slug:step>/", requests.request_step, name="request_step"),
    path(f"{ONE}notes/", requests.request_note, name="request_note"),
    path(f"{ONE}edit/", requests.edit_request, name="edit_request"),
    path(f"{ONE}issues/", requests.add_issue, name="add_issue"),
    path(f"{ONE}issues/<key:pk>/not-covered/", requests.not_covered, name="not_covered"),
    path(f"{ONE}photos/<key:pk>/<slug:size>.jpg", requests.issue_photo, name="issue_photo"),
    path(f"{ONE}link/replace/", requests.replace_link, name="request_link_replace"),
    path(f"{ONE}drafts/<key:pk>/accept/", drafts.accept, name="draft_accept"),
    path(f"{ONE}drafts/<key:pk>/edit/", drafts.edit, name="draft_edit"),
    path(f"{ONE}drafts/<key:pk>/reject/", drafts.reject, name="draft_reject"),
]
