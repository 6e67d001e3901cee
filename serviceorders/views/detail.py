from django.http import HttpResponse


def new(request, *args, **kwargs):
    return HttpResponse("new")


def seen_before(request, *args, **kwargs):
    return HttpResponse("seen_before")


def detail(request, *args, **kwargs):
    return HttpResponse("detail")


def panel(request, *args, **kwargs):
    return HttpResponse("panel")


def stream(request, *args, **kwargs):
    return HttpResponse("stream")


def take_step(request, *args, **kwargs):
    return HttpResponse("take_step")


def edit(request, *args, **kwargs):
    return HttpResponse("edit")


def add_note(request, *args, **kwargs):
    return HttpResponse("add_note")


def take_payment(request, *args, **kwargs):
    return HttpResponse("take_payment")


def replace_link(request, *args, **kwargs):
    return HttpResponse("replace_link")


def revoke_link(request, *args, **kwargs):
    return HttpResponse("revoke_link")


def send_estimate(request, *args, **kwargs):
    return HttpResponse("send_estimate")

