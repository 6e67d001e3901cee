from django.http import HttpResponse


def settings_page(request, *args, **kwargs):
    return HttpResponse("settings_page")


def notice(request, *args, **kwargs):
    return HttpResponse("notice")


def logo(request, *args, **kwargs):
    return HttpResponse("logo")


def brand_css(request, *args, **kwargs):
    return HttpResponse("brand_css")

