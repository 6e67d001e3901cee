from django.http import Http404


def new_order(request, **_parts):
    raise Http404


def edit_order(request, **_parts):
    raise Http404


def load_template(request, **_parts):
    raise Http404


def correct_resolution(request, **_parts):
    raise Http404
