"""Photos of an order."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core.sending_files import send_photo
from serviceorders import services
from serviceorders.forms.orders import PhotoForm, PhotosForm
from serviceorders.views.detail import may_take_in, may_view, order_for


@require_http_methods(["GET", "POST"])
@may_take_in
def photos(request, number):
    order = order_for(request, number)
    form = PhotosForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_photos(order, by=request.user, **form.cleaned_data)
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return card(request, order)
    return card(request, order, form)


@require_http_methods(["GET", "POST"])
@may_take_in
def change(request, number, pk):
    order = order_for(request, number)
    photo = get_object_or_404(order.photos, pk=pk)
    form = PhotoForm(
        request.POST or None, initial={"caption": photo.caption, "public": photo.public}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_photo(photo, by=request.user, **form.cleaned_data)
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return card(request, order)
    return card(request, order, form, editing=photo)


@require_POST
@may_take_in
def remove(request, number, pk):
    order = order_for(request, number)
    try:
        services.remove_photo(get_object_or_404(order.photos, pk=pk), by=request.user)
    except services.Refused as refusal:
        form = PhotosForm(request.POST)
        form.errors.clear()
        form.add_error(None, str(refusal))
        return card(request, order, form)
    return card(request, order)


@require_GET
@may_view
def image(request, number, pk, size):
    photo = get_object_or_404(order_for(request, number).photos, pk=pk)
    return send_photo(photo, size)


def card(request, order, form=None, editing=None):
    """The card of photos; without HTMX a page of it while there is a form, then the order's page."""
    failed = form is not None and form.is_bound and form.errors
    if not request.htmx and form is None:
        return redirect(order)
    context = {
        "order": order,
        "photos": order.photos.order_by("pk"),
        "may_edit": True,
        "photo_form": form,
        "editing": editing,
        "title": _("Photos"),
    }
    template = "_photos" if request.htmx else "photos"
    return render(request, f"serviceorders/{template}.html", context, status=422 if failed else 200)
