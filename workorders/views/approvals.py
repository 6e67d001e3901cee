from django.http import Http404


def approvals(request, **_parts):
    raise Http404


def sign(request, **_parts):
    raise Http404


def decide(request, **_parts):
    raise Http404
