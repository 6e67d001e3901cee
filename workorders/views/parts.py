from django.http import Http404


def parts(request, **_parts):
    raise Http404


def reserve(request, **_parts):
    raise Http404


def part(request, **_parts):
    raise Http404


def remove(request, **_parts):
    raise Http404


def pick(request, **_parts):
    raise Http404


def give_back(request, **_parts):
    raise Http404
