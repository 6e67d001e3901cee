from django.http import Http404

from config.core.public import public


@public
def vendor_page(request, **_parts):
    raise Http404


@public
def answer(request, **_parts):
    raise Http404


@public
def photo(request, **_parts):
    raise Http404
