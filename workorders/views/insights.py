from django.http import Http404


def insights(request, **_parts):
    raise Http404


def export(request, **_parts):
    raise Http404
