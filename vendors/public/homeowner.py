from django.http import Http404

from config.core.public import public


@public
def new_request(request, **_parts):
    raise Http404


@public
def request_status(request, **_parts):
    raise Http404


@public
def fixed(request, **_parts):
    raise Http404


@public
def photo(request, **_parts):
    raise Http404
