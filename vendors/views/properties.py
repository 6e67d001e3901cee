from django.http import Http404


def properties(request, **_parts):
    raise Http404


def new_property(request, **_parts):
    raise Http404


def find_properties(request, **_parts):
    raise Http404


def property_page(request, **_parts):
    raise Http404


def edit_property(request, **_parts):
    raise Http404
