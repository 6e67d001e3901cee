from django.http import Http404


def bulk(request, **_parts):
    raise Http404


def batch(request, **_parts):
    raise Http404
