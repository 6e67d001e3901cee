from django.http import HttpResponse


def dashboard(request, *args, **kwargs):
    return HttpResponse("dashboard")


def my_work(request, *args, **kwargs):
    return HttpResponse("my_work")


def search(request, *args, **kwargs):
    return HttpResponse("search")


def nav_counts(request, *args, **kwargs):
    return HttpResponse("nav_counts")


def stream(request, *args, **kwargs):
    return HttpResponse("stream")

