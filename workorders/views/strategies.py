from django.http import Http404


def strategies(request, **_parts):
    raise Http404


def new_strategy(request, **_parts):
    raise Http404


def preview(request, **_parts):
    raise Http404


def strategy(request, **_parts):
    raise Http404


def edit_strategy(request, **_parts):
    raise Http404


def switch_strategy(request, **_parts):
    raise Http404


def pause(request, **_parts):
    raise Http404
