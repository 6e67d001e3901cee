"""Picking requests and picking lists."""

from django.http import Http404


def picking(request, **_parts):
    raise Http404


def picking_lists(request, **_parts):
    raise Http404


def picking_list(request, **_parts):
    raise Http404


def picking_step(request, **_parts):
    raise Http404


def scan(request, **_parts):
    raise Http404


def pick_line(request, **_parts):
    raise Http404


def undo_line(request, **_parts):
    raise Http404


def short_line(request, **_parts):
    raise Http404


def line_elsewhere(request, **_parts):
    raise Http404


def take_off(request, **_parts):
    raise Http404


def picking_print(request, **_parts):
    raise Http404


def picking_pdf(request, **_parts):
    raise Http404


def picking_stream(request, **_parts):
    raise Http404
