from django.http import HttpResponse


def track(request, *args, **kwargs):
    return HttpResponse("track")


def stream(request, *args, **kwargs):
    return HttpResponse("stream")


def image(request, *args, **kwargs):
    return HttpResponse("image")


def as_client(request, *args, **kwargs):
    return HttpResponse("as_client")

