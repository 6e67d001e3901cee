from django.http import Http404


def requests(request, **_parts):
    raise Http404


def requests_stream(request, **_parts):
    raise Http404


def export_requests(request, **_parts):
    raise Http404


def new_request(request, **_parts):
    raise Http404


def request(request, **_parts):
    raise Http404


def request_stream(request, **_parts):
    raise Http404


def request_step(request, **_parts):
    raise Http404


def request_note(request, **_parts):
    raise Http404


def edit_request(request, **_parts):
    raise Http404


def add_issue(request, **_parts):
    raise Http404


def not_covered(request, **_parts):
    raise Http404


def issue_photo(request, **_parts):
    raise Http404


def replace_link(request, **_parts):
    raise Http404
