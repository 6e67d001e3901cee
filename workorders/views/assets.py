from django.http import Http404


def assets(request, **_parts):
    raise Http404


def new_asset(request, **_parts):
    raise Http404


def find_assets(request, **_parts):
    raise Http404


def labels(request, **_parts):
    raise Http404


def labels_pdf(request, **_parts):
    raise Http404


def scanned(request, **_parts):
    raise Http404


def asset(request, **_parts):
    raise Http404


def edit_asset(request, **_parts):
    raise Http404


def add_meter(request, **_parts):
    raise Http404


def read_meter(request, **_parts):
    raise Http404


def export_readings(request, **_parts):
    raise Http404


def add_photos(request, **_parts):
    raise Http404


def photo(request, **_parts):
    raise Http404
