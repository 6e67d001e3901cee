from django.http import Http404


def add_task(request, **_parts):
    raise Http404


def timer(request, **_parts):
    raise Http404


def add_time(request, **_parts):
    raise Http404


def task(request, **_parts):
    raise Http404


def answer(request, **_parts):
    raise Http404


def set_aside(request, **_parts):
    raise Http404


def take_back(request, **_parts):
    raise Http404


def add_photos(request, **_parts):
    raise Http404


def add_document(request, **_parts):
    raise Http404


def edit_task(request, **_parts):
    raise Http404


def remove_task(request, **_parts):
    raise Http404


def photo(request, **_parts):
    raise Http404


def remove_photo(request, **_parts):
    raise Http404


def document(request, **_parts):
    raise Http404
