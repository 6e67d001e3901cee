"""Stubs."""

from django.http import Http404


def product_labels(request, **_parts):
    raise Http404


def product_labels_pdf(request, **_parts):
    raise Http404


def location_labels(request, **_parts):
    raise Http404


def location_labels_pdf(request, **_parts):
    raise Http404


def product_labels_print(request, **_parts):
    raise Http404


def location_labels_print(request, **_parts):
    raise Http404
