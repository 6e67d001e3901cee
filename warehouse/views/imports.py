"""Stubs."""

from django.http import Http404


def imports(request, **_parts):
    raise Http404


def imported(request, **_parts):
    raise Http404


def import_template(request, **_parts):
    raise Http404
