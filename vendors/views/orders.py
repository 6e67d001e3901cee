"""Vendor work orders."""

from django.http import Http404


def orders(request, **_parts):
    raise Http404


def orders_board(request, **_parts):
    raise Http404


def order_page(request, **_parts):
    raise Http404


def edit_order(request, **_parts):
    raise Http404


def order_step(request, **_parts):
    raise Http404


def order_note(request, **_parts):
    raise Http404


def schedule(request, **_parts):
    raise Http404


def order_seen(request, **_parts):
    raise Http404


def vendor_link(request, **_parts):
    raise Http404


def order_resend(request, **_parts):
    raise Http404


def message_file(request, **_parts):
    raise Http404


def order_stream(request, **_parts):
    raise Http404


def inbox(request, **_parts):
    raise Http404


def message(request, **_parts):
    raise Http404


def sort_message(request, **_parts):
    raise Http404
