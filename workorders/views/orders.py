from django.http import Http404


def order(request, **_parts):
    raise Http404


def order_stream(request, **_parts):
    raise Http404


def order_step(request, **_parts):
    raise Http404


def order_note(request, **_parts):
    raise Http404
