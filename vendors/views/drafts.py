from django.http import Http404


def accept(request, **_parts):
    raise Http404


def edit(request, **_parts):
    raise Http404


def reject(request, **_parts):
    raise Http404
