"""The addresses of the repair desk, each of a thing that is there."""

from serviceorders import services
from serviceorders.models import Client, PartUsed, ServiceType
from tests.pictures import a_photo
from tests.rooms import addresses_of

DIVES = {"serviceorders:bookings": [{}, {"view": "week"}]}
SECTIONS = ("device", "costing", "work", "notes")


def arguments(manager, technician):
    """An order with a part and a photo that waits for its client, a booking, and who they are of, who is known twice."""
    cleo = services.find_or_make_client(
        name="Cleo Marsh", email="cleo@example.org", phone="", language="en"
    )
    twin, other = (
        Client.objects.create(name=name, email=cleo.email) for name in ("C. Marsh", "CM")
    )
    services.merge_clients(cleo, other, by=manager)
    order = services.open_order(
        by=manager, client=cleo, brand="Apple", model="iPhone 13", problem="Cracked screen"
    )
    part = services.save_part(order, by=manager, part=PartUsed(name="Screen", unit_cost=72))
    services.add_photos(order, by=manager, photos=[a_photo()], caption="Front", public=True)
    photo = order.photos.get()
    booking = services.make_booking(
        by=manager,
        client=cleo,
        service_type=ServiceType.objects.create(name="Diagnosis"),
        starts_at=order.created_at.replace(year=2030),
    )
    order = services.change_order(
        order, by=manager, seen_version=1, diagnosis="Glass", estimated_cost=10
    )
    decision = order.issue_decision_link()
    without = ("list", "board", "export", "new", "seen_before", "bookings", "new_booking", "clients",
               "new_client", "find_clients")  # fmt: skip
    of_order = {name for name in addresses_of("serviceorders") if ":" in name} - {
        f"serviceorders:{name}" for name in without
    }
    tracked = order.tracking_link.token
    return {name: [order.number] for name in of_order} | {
        "serviceorders:step": [order.number, "cancel"],
        "serviceorders:edit": [order.number, "device"],
        **{
            f"serviceorders:{name}": [order.number, part.pk]
            for name in ("part", "part_take", "part_give_back", "part_reserve", "part_remove")
        },
        "serviceorders:photo": [order.number, photo.pk],
        "serviceorders:photo_remove": [order.number, photo.pk],
        "serviceorders:image": [order.number, photo.pk, "thumb"],
        "serviceorders:document": [order.number, 0],
        "serviceorders:booking": [booking.number],
        "serviceorders:booking_edit": [booking.number],
        "serviceorders:booking_step": [booking.number, "arrive"],
        "serviceorders:client": [cleo.pk],
        "serviceorders:client_edit": [cleo.pk],
        "serviceorders:client_merge": [cleo.pk, twin.pk],
        "serviceorders:client_part": [cleo.pk, cleo.merges.get().pk],
        "track": [tracked],
        "track_stream": [tracked],
        "track_image": [tracked, photo.pk, "thumb"],
        "approve": [decision.token],
        "approve_image": [decision.token, photo.pk, "thumb"],
        "booked": [booking.link.token],
        "booked_ics": [booking.link.token],
    }


def more_addresses(found):
    """Each part of an order is a form of its own."""
    device = found["serviceorders:edit"]
    return {"serviceorders:edit": [device.replace("/device/", f"/{each}/") for each in SECTIONS]}
