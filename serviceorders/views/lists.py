from django.http import HttpResponse


def orders(request, *args, **kwargs):
    return HttpResponse("orders")


def board(request, *args, **kwargs):
    return HttpResponse("board")


def export(request, *args, **kwargs):
    return HttpResponse("export")

