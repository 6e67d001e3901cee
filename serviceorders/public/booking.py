from django.http import HttpResponse


def book(request, *args, **kwargs):
    return HttpResponse("book")


def booked(request, *args, **kwargs):
    return HttpResponse("booked")


def calendar(request, *args, **kwargs):
    return HttpResponse("calendar")

