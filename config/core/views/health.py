from django.http import HttpResponse


def healthz(request, *args, **kwargs):
    return HttpResponse("healthz")


def readyz(request, *args, **kwargs):
    return HttpResponse("readyz")


def metrics(request, *args, **kwargs):
    return HttpResponse("metrics")

