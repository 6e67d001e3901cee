"""Service requests, their issues and their drafts."""

from django.urls import path

from vendors.views import drafts, request_edit, request_list, requests

ONE = "requests/<service_request:number>/"

urlpatterns = [
    path("requests/", request_list.requests, name="requests"),
    path("requests/stream/", request_list.requests_stream, name="requests_stream"),
    path("requests/export.csv", request_list.export_requests, name="export_requests"),
    path("requests/new/", request_edit.new_request, name="new_request"),
    path(ONE, requests.request, name="request"),
    path(f"{ONE}stream/", requests.request_stream, name="request_stream"),
    path(f"{ONE}steps/<slug:step>/", requests.request_step, name="request_step"),
    path(f"{ONE}notes/", request_edit.request_note, name="request_note"),
    path(f"{ONE}edit/", request_edit.edit_request, name="edit_request"),
    path(f"{ONE}issues/", request_edit.add_issue, name="add_issue"),
    path(f"{ONE}issues/<key:pk>/not-covered/", request_edit.not_covered, name="not_covered"),
    path(f"{ONE}photos/<key:pk>/<slug:size>.jpg", requests.issue_photo, name="issue_photo"),
    path(f"{ONE}link/replace/", requests.replace_link, name="request_link_replace"),
    path(f"{ONE}drafts/<key:pk>/accept/", drafts.accept, name="draft_accept"),
    path(f"{ONE}drafts/<key:pk>/edit/", drafts.edit, name="draft_edit"),
    path(f"{ONE}drafts/<key:pk>/reject/", drafts.reject, name="draft_reject"),
]
