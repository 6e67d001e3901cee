"""What the public pages of the warranty desk have in common."""

from django.http import Http404

from config.core.sending_files import send_file


def contact_of(shop, about=""):
    """How somebody outside reaches the shop, each as an address."""
    whatsapp = "".join(filter(str.isdecimal, str(shop.whatsapp or "")))
    return {
        "address": ", ".join(shop.address_lines),
        "hours": shop.hours,
        "phone": shop.phone.as_rfc3966 if shop.phone else "",
        "whatsapp": f"https://wa.me/{whatsapp}?text={about}" if whatsapp else "",
        "email": f"mailto:{shop.email}?subject={about}" if shop.email else "",
    }


def send_photo(photo, size):
    """The picture in one of its two sizes; Http404 for any other."""
    files = {"full": photo.image, "thumb": photo.thumb}
    if size not in files:
        raise Http404
    return send_file(files[size], name=f"{size}.jpg", inline_type="image/jpeg")
