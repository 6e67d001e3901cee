from django.http import Http404


def orders(request, **_parts):
    raise Http404


def board(request, **_parts):
    raise Http404


def export(request, **_parts):
    raise Http404


def orders_stream(request, **_parts):
    raise Http404


def save_view(request, **_parts):
    raise Http404


def remove_view(request, **_parts):
    raise Http404
