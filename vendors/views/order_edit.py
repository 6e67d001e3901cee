from django.http import Http404


def new_order(request, **_parts):
    raise Http404


def edit_order(request, **_parts):
    raise Http404
