from django.http import Http404


def report(request, **_parts):
    raise Http404
