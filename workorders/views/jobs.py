from django.http import Http404


def jobs(request, **_parts):
    raise Http404


def new_job(request, **_parts):
    raise Http404


def job(request, **_parts):
    raise Http404


def edit_job(request, **_parts):
    raise Http404


def job_orders(request, **_parts):
    raise Http404
