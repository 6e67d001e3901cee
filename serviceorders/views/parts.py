from django.http import HttpResponse


def parts(request, *args, **kwargs):
    return HttpResponse("parts")


def part(request, *args, **kwargs):
    return HttpResponse("part")


def remove(request, *args, **kwargs):
    return HttpResponse("remove")

