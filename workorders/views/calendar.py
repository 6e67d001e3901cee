from django.http import Http404


def calendar(request, **_parts):
    raise Http404


def feed_link(request, **_parts):
    raise Http404


def timeline(request, **_parts):
    raise Http404


def replan(request, **_parts):
    raise Http404
