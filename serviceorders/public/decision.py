from django.http import HttpResponse


def approve(request, *args, **kwargs):
    return HttpResponse("approve")

