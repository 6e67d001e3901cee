"""Inbound orders."""

from django.http import Http404


def inbounds(request, **_parts):
    raise Http404


def new_inbound(request, **_parts):
    raise Http404



def inbound(request, **_parts):
    raise Http404


def edit_inbound(request, **_parts):
    raise Http404


def inbound_step(request, **_parts):
    raise Http404


def receive(request, **_parts):
    raise Http404


def put_away(request, **_parts):
    raise Http404


def inbound_stream(request, **_parts):
    raise Http404
