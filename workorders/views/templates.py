from django.http import Http404


def templates(request, **_parts):
    raise Http404


def new_template(request, **_parts):
    raise Http404


def template(request, **_parts):
    raise Http404


def edit_template(request, **_parts):
    raise Http404


def switch_template(request, **_parts):
    raise Http404
