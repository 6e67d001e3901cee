"""Production orders."""

from django.http import Http404


def new_order(request, **_parts):
    raise Http404


def recipe_rows(request, **_parts):
    raise Http404


def order_name(request, **_parts):
    raise Http404


def shortages(request, **_parts):
    raise Http404


def order(request, **_parts):
    raise Http404


def edit_order(request, **_parts):
    raise Http404


def order_step(request, **_parts):
    raise Http404


def order_note(request, **_parts):
    raise Http404


def order_stream(request, **_parts):
    raise Http404
