from django.http import HttpResponse


def people(request, *args, **kwargs):
    return HttpResponse("people")


def invite(request, *args, **kwargs):
    return HttpResponse("invite")


def person(request, *args, **kwargs):
    return HttpResponse("person")


def join(request, *args, **kwargs):
    return HttpResponse("join")


def choose_language(request, *args, **kwargs):
    return HttpResponse("choose_language")

