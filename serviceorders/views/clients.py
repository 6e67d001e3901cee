from django.http import HttpResponse


def clients(request, *args, **kwargs):
    return HttpResponse("clients")


def new(request, *args, **kwargs):
    return HttpResponse("new")


def find(request, *args, **kwargs):
    return HttpResponse("find")


def client(request, *args, **kwargs):
    return HttpResponse("client")


def edit(request, *args, **kwargs):
    return HttpResponse("edit")

