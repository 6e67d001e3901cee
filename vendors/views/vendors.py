from django.http import Http404


def vendors(request, **_parts):
    raise Http404


def new_vendor(request, **_parts):
    raise Http404


def vendor(request, **_parts):
    raise Http404


def edit_vendor(request, **_parts):
    raise Http404
