from django.http import Http404


def inbox(request, **_parts):
    raise Http404


def inbox_stream(request, **_parts):
    raise Http404


def message(request, **_parts):
    raise Http404


def assign(request, **_parts):
    raise Http404


def done(request, **_parts):
    raise Http404


def message_file(request, **_parts):
    raise Http404
