"""Work that the shop itself asks a vendor for."""

from config.core import hand_overs
from config.core.images import CleanPhoto
from config.core.models import User, Workflow
from config.core.models.shop import current_shop
from config.core.transactions import in_one_go
from vendors.models import Issue, IssuePhoto, Property, ServiceRequest, VendorWorkOrder
from vendors.services.orders import open_order

MOST_WORDS = Issue._meta.get_field("description").max_length


def open_own_order(
    origin: Workflow,
    *,
    by: User,
    title: str,
    description: str,
    photos: list[CleanPhoto] = (),
    **fields,
) -> VendorWorkOrder:
    """A draft that ``origin`` led to, of a request at the shop's own address; no homeowner is written to or proposed.

    Raises Refused where ``origin`` is closed.
    """
    with IssuePhoto.stored(photos, added_by=by) as pictures:
        return _open_own_order(origin, by, title, description, pictures, fields)


@in_one_go
def _open_own_order(origin, by, title, description, pictures, fields):
    origin = hand_overs.still_open(origin)
    request = _ask_ourselves(by)
    issue = Issue.objects.create(request=request, title=title, description=description[:MOST_WORDS])
    for picture in pictures:
        picture.issue = issue
        picture.save()
    work = open_order(
        by=by, request=request, issues=[issue], title=title, description=description, **fields
    )
    hand_overs.hand_over(origin, work, by=by)
    return work


def _ask_ourselves(by):
    """A request without an e-mail address, so that no letter leaves for a homeowner."""
    shop = current_shop()
    request = ServiceRequest(
        home=own_property(), name=shop.name, phone=shop.phone, language=shop.language
    )
    request.give_number()
    request.save()
    request.log("opened", by=by, went_to=request.status)
    return request


def own_property() -> Property:
    """The shop's own address as its settings have it now."""
    shop = current_shop()
    home, _new = Property.objects.update_or_create(
        own=True,
        defaults={
            "address": shop.address.strip() or shop.name,
            "homeowner": shop.name,
            "email": shop.email,
            "phone": shop.phone,
            "language": shop.language,
        },
    )
    return home
