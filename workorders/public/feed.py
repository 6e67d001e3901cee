from django.http import Http404


def feed(request, **_parts):
    raise Http404
