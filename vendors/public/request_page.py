from django.http import Http404


def status(request, **_parts):
    raise Http404


def stream(request, **_parts):
    raise Http404


def fixed(request, **_parts):
    raise Http404


def photo(request, **_parts):
    raise Http404
