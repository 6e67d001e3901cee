"""What lies where."""

from django.http import Http404


def inventory(request, **_parts):
    raise Http404


def inventory_export(request, **_parts):
    raise Http404


def by_location(request, **_parts):
    raise Http404


def by_lot(request, **_parts):
    raise Http404


def lot(request, **_parts):
    raise Http404


def low_stock(request, **_parts):
    raise Http404


def moves(request, **_parts):
    raise Http404


def moves_export(request, **_parts):
    raise Http404


def discrepancies(request, **_parts):
    raise Http404


def settle(request, **_parts):
    raise Http404


def transfer(request, **_parts):
    raise Http404


def adjust(request, **_parts):
    raise Http404


def counts(request, **_parts):
    raise Http404


def new_count(request, **_parts):
    raise Http404


def count(request, **_parts):
    raise Http404


def workplace(request, **_parts):
    raise Http404
