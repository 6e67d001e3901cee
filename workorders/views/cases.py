from django.http import Http404


def cases(request, **_parts):
    raise Http404


def cases_stream(request, **_parts):
    raise Http404


def new_case(request, **_parts):
    raise Http404


def case(request, **_parts):
    raise Http404


def case_stream(request, **_parts):
    raise Http404


def case_step(request, **_parts):
    raise Http404


def edit_case(request, **_parts):
    raise Http404


def comment(request, **_parts):
    raise Http404


def order_from_case(request, **_parts):
    raise Http404


def photo(request, **_parts):
    raise Http404
