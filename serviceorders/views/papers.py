from django.http import HttpResponse


def print_page(request, *args, **kwargs):
    return HttpResponse("print_page")


def pdf(request, *args, **kwargs):
    return HttpResponse("pdf")

