from django.http import Http404


def order(request, **_parts):
    raise Http404


def order_stream(request, **_parts):
    raise Http404


def order_step(request, **_parts):
    raise Http404


def schedule(request, **_parts):
    raise Http404


def seen(request, **_parts):
    raise Http404


def order_note(request, **_parts):
    raise Http404


def replace_link(request, **_parts):
    raise Http404


def resend(request, **_parts):
    raise Http404


def vendor_photo(request, **_parts):
    raise Http404


def message_file(request, **_parts):
    raise Http404
