from django.http import HttpResponse


def bookings(request, *args, **kwargs):
    return HttpResponse("bookings")


def new(request, *args, **kwargs):
    return HttpResponse("new")


def detail(request, *args, **kwargs):
    return HttpResponse("detail")


def edit(request, *args, **kwargs):
    return HttpResponse("edit")


def take_step(request, *args, **kwargs):
    return HttpResponse("take_step")

