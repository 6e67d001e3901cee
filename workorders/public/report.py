from django.http import Http404


def report(request, **_parts):
    raise Http404


def reported(request, **_parts):
    raise Http404
