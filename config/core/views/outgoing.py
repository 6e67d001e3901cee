from django.http import HttpResponse


def outgoing(request, *args, **kwargs):
    return HttpResponse("outgoing")


def email(request, *args, **kwargs):
    return HttpResponse("email")


def resend(request, *args, **kwargs):
    return HttpResponse("resend")

