"""Service requests and their drafts."""

from django.http import Http404


def requests(request, **_parts):
    raise Http404


def new_request(request, **_parts):
    raise Http404


def request_page(request, **_parts):
    raise Http404


def request_step(request, **_parts):
    raise Http404


def request_note(request, **_parts):
    raise Http404


def request_link(request, **_parts):
    raise Http404


def request_stream(request, **_parts):
    raise Http404


def write_drafts(request, **_parts):
    raise Http404


def not_covered(request, **_parts):
    raise Http404


def request_photo(request, **_parts):
    raise Http404


def new_order(request, **_parts):
    raise Http404


def accept_draft(request, **_parts):
    raise Http404


def edit_draft(request, **_parts):
    raise Http404


def reject_draft(request, **_parts):
    raise Http404
