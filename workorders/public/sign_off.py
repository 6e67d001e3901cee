from django.http import Http404


def approve(request, **_parts):
    raise Http404
