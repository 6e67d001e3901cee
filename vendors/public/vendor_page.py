from django.http import Http404


def page(request, **_parts):
    raise Http404


def answer(request, **_parts):
    raise Http404


def photo(request, **_parts):
    raise Http404
