from django.http import HttpResponse


def photos(request, *args, **kwargs):
    return HttpResponse("photos")


def change(request, *args, **kwargs):
    return HttpResponse("change")


def remove(request, *args, **kwargs):
    return HttpResponse("remove")


def image(request, *args, **kwargs):
    return HttpResponse("image")

