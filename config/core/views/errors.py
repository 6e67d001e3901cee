from django.http import HttpResponse


def bad_request(request, *args, **kwargs):
    return HttpResponse("bad_request")


def forbidden(request, *args, **kwargs):
    return HttpResponse("forbidden")


def not_found(request, *args, **kwargs):
    return HttpResponse("not_found")


def broken(request, *args, **kwargs):
    return HttpResponse("broken")

