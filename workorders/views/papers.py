from django.http import Http404


def print_page(request, **_parts):
    raise Http404


def pdf(request, **_parts):
    raise Http404


def certificate(request, **_parts):
    raise Http404
