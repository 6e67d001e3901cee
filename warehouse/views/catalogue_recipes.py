"""Stubs."""

from django.http import Http404


def recipes(request, **_parts):
    raise Http404


def new_recipe(request, **_parts):
    raise Http404


def recipe(request, **_parts):
    raise Http404


def edit_recipe(request, **_parts):
    raise Http404


def switch_recipe(request, **_parts):
    raise Http404
