"""Products, recipes, imports and labels."""

from django.http import Http404


def products(request, **_parts):
    raise Http404


def new_product(request, **_parts):
    raise Http404



def product_labels(request, **_parts):
    raise Http404


def imports(request, **_parts):
    raise Http404


def imported(request, **_parts):
    raise Http404


def product(request, **_parts):
    raise Http404


def edit_product(request, **_parts):
    raise Http404


def product_photo(request, **_parts):
    raise Http404


def recipes(request, **_parts):
    raise Http404


def new_recipe(request, **_parts):
    raise Http404



def recipe(request, **_parts):
    raise Http404


def edit_recipe(request, **_parts):
    raise Http404


def location_labels(request, **_parts):
    raise Http404
