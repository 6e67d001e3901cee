"""A walk through the pages of the repair desk: nothing sticks out, nobody is shut out, nothing breaks."""

import pytest

from tests.rooms import addresses_of, paths

pytestmark = pytest.mark.timeout(400)

FACTS = """
from config.core.models import User
from serviceorders import services
from serviceorders.models import Booking, BookingLink, Client, ServiceOrder
def of(status):
    return the(f"order that is {status}", ServiceOrder.objects.filter(status=status))
asked, at_work, done = of("awaiting_approval"), of("repairing"), of("completed")
with_parts = ServiceOrder.objects.filter(status="repairing", parts__isnull=False).first() or at_work
with_photos = ServiceOrder.objects.exclude(photos=None).filter(
    status__in=["diagnosing", "repairing", "pending", "awaiting_diagnosis"]
).first()
known = Client.objects.exclude(orders=None).exclude(email="").first()
twin, merged = (Client.objects.create(name=known.name, email=known.email) for _each in range(2))
services.merge_clients(known, merged, by=User.objects.get(username="manager"))
facts = {
    "orders": [asked.number, at_work.number, done.number],
    "at_work": with_parts.number, "done": done.number, "part": with_parts.parts.first().pk,
    "pictured": with_photos.number, "photo": with_photos.photos.first().pk,
    "booking": Booking.objects.filter(status="confirmed", order=None).last().number,
    "requested": number(Booking, "requested"),
    "booked": BookingLink.objects.filter(booking__status="confirmed").last().token,
    "tracks": [of(status).tracking_link.token for status in ("awaiting_approval", "ready", "completed")],
    "decision": asked.decision_link.token,
    "client": known.pk, "twin": twin.pk,
}
"""
NOT_PAGES = {
    *(f"serviceorders:{name}" for name in (
        # answers to a button or a form
        "step", "replace_link", "revoke_link", "send_estimate", "part_remove", "photo_remove", "booking_step",
        "client_part", "part_take", "part_give_back", "part_reserve",
        # pieces of pages, streams and files
        "seen_before", "panel", "find_clients", "stream", "export", "image", "pdf", "document",
    )),
    "track_stream", "track_image", "approve_image", "booked_ics",
}  # fmt: skip


def staff_pages(facts):
    """Every page of the desk behind the login: (url name, arguments, query)."""
    at_work, booking = [facts["at_work"]], [facts["booking"]]
    pages = [
        *(("list", [], query) for query in ("", "status=ready&q=a")),
        ("board", [], ""),
        *(("new", [], query) for query in ("", f"booking={booking[0]}", f"returns={facts['done']}")),
        *(("detail", [number], "") for number in facts["orders"]),
        *(("edit", [*at_work, card], "") for card in ("costing", "work")),
        *((name, at_work, "") for name in ("add_note", "payments", "send_on", "parts", "photos", "as_client")),
        ("part", [*at_work, facts["part"]], ""),
        ("photo", [facts["pictured"], facts["photo"]], ""),
        *(("print", [facts["done"]], f"kind={kind}") for kind in ("receipt", "intake", "label")),
        *(("bookings", [], query) for query in ("", "view=week")),
        ("new_booking", [], ""),
        ("booking", booking, ""),
        ("booking", [facts["requested"]], ""),
        ("booking_edit", booking, ""),
        *((name, [], "") for name in ("clients", "new_client")),
        *((name, [facts["client"]], "") for name in ("client", "client_edit")),
        ("client_merge", [facts["twin"], facts["client"]], ""),
    ]  # fmt: skip
    return [(f"serviceorders:{name}", arguments, query) for name, arguments, query in pages]


def open_pages(facts):
    """Every page of the desk that opens without a login."""
    return [
        *(("track", [token], "") for token in facts["tracks"]),
        ("approve", [facts["decision"]], ""),
        ("book", [], ""),
        ("booked", [facts["booked"]], ""),
    ]


def test_no_page_of_the_desk_is_left_out_of_the_walk(tour):
    walked = {name for name, *_rest in staff_pages(tour.facts) + open_pages(tour.facts)}

    assert walked | NOT_PAGES == addresses_of("serviceorders")


def test_every_page_of_the_repair_desk(tour, look, every_other):
    page = tour.staff("manager", look)

    assert tour.walk(page, paths(staff_pages(tour.facts))[every_other]) == []


def test_every_page_of_the_repair_desk_without_a_login(tour, look, every_other):
    page = tour.visitor(look)

    assert tour.walk(page, paths(open_pages(tour.facts))[every_other]) == []


def test_the_menus_of_an_order(tour):
    page = tour.staff("manager", "light at the desk")

    assert tour.menus(page, f"/service-orders/{tour.facts['at_work']}/") == []
