"""The table of rights: every address, who may read it and who may write to it. An address without a row fails."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from config.core.images import CleanPhoto
from config.core.models import Email, Invitation
from serviceorders import services
from serviceorders.models import PartUsed, ServiceType

DESK = {"manager", "technician", "dispatcher"}
VIEW = DESK | {"reader"}
MANAGER = {"manager"}
OFFICE = {"manager", "dispatcher"}
ANYONE_HERE = VIEW | {"stranger"}
EVERYONE = ANYONE_HERE | {"anonymous"}
NO = None  # the method is not allowed at all

# name: (who may GET, who may POST)
RIGHTS = {
    "dashboard": (ANYONE_HERE, NO),
    "my_work": (ANYONE_HERE, NO),
    "search": (ANYONE_HERE, NO),
    "nav_counts": (ANYONE_HERE, NO),
    "stream": (ANYONE_HERE, NO),
    "healthz": (EVERYONE, NO),
    "readyz": (EVERYONE, NO),
    "settings": (MANAGER, MANAGER),
    "notice": (MANAGER, MANAGER),
    "shop_logo": (EVERYONE, NO),
    "brand_css": (EVERYONE, NO),
    "people": (MANAGER, NO),
    "invite": (NO, MANAGER),
    "person": (MANAGER, MANAGER),
    "join": (EVERYONE, EVERYONE),
    "choose_language": (NO, EVERYONE),
    "outgoing": (OFFICE, NO),
    "email": (OFFICE, NO),
    "resend": (NO, OFFICE),
    "serviceorders:list": (VIEW, NO),
    "serviceorders:board": (VIEW, NO),
    "serviceorders:export": (VIEW, NO),
    "serviceorders:new": (DESK, DESK),
    "serviceorders:seen_before": (DESK, NO),
    "serviceorders:detail": (VIEW, NO),
    "serviceorders:panel": (VIEW, NO),
    "serviceorders:stream": (VIEW, NO),
    "serviceorders:step": (NO, DESK),
    "serviceorders:edit": (DESK, DESK),
    "serviceorders:add_note": (DESK, DESK),
    "serviceorders:payments": (DESK, DESK),
    "serviceorders:replace_link": (NO, DESK),
    "serviceorders:revoke_link": (NO, DESK),
    "serviceorders:send_estimate": (NO, DESK),
    "serviceorders:parts": (DESK, DESK),
    "serviceorders:part": (DESK, DESK),
    "serviceorders:part_take": (NO, DESK),
    "serviceorders:part_give_back": (NO, DESK),
    "serviceorders:part_reserve": (NO, DESK),
    "serviceorders:part_remove": (NO, DESK),
    "serviceorders:photos": (DESK, DESK),
    "serviceorders:photo": (DESK, DESK),
    "serviceorders:photo_remove": (NO, DESK),
    "serviceorders:image": (VIEW, NO),
    "serviceorders:print": (VIEW, NO),
    "serviceorders:pdf": (VIEW, NO),
    "serviceorders:document": (VIEW, NO),
    "serviceorders:as_client": (VIEW, NO),
    "serviceorders:bookings": (VIEW, NO),
    "serviceorders:new_booking": (DESK, DESK),
    "serviceorders:booking": (VIEW, NO),
    "serviceorders:booking_edit": (DESK, DESK),
    "serviceorders:booking_step": (NO, DESK),
    "serviceorders:clients": (VIEW, NO),
    "serviceorders:new_client": (DESK, DESK),
    "serviceorders:find_clients": (VIEW, NO),
    "serviceorders:client": (VIEW, NO),
    "serviceorders:client_edit": (DESK, DESK),
    "track": (EVERYONE, NO),
    "track_stream": (EVERYONE, NO),
    "track_image": (EVERYONE, NO),
    "approve": (EVERYONE, EVERYONE),
    "book": (EVERYONE, EVERYONE),
    "booked": (EVERYONE, NO),
    "booked_ics": (EVERYONE, NO),
}

# The library's own pages: whoever is logged in sees their own account, and the way in is open.
NOT_OURS = ("account_", "mfa_", "usersessions_", "admin:")


def names(patterns=None, prefix=""):
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern.url_patterns, inside)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def test_every_address_has_its_row():
    ours = {name for name in names() if not name.startswith(NOT_OURS)}

    assert ours == set(RIGHTS)


@pytest.fixture
def addresses(manager, order, cleo):
    """One address of each name, of things that are there."""
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
    email = Email.objects.first()
    invitation = Invitation.make(email="new@example.org", role="technician", by=manager)
    arguments = {
        "notice": ["order-ready"],
        "person": [manager.pk],
        "join": [invitation.token],
        "email": [email.pk],
        "resend": [email.pk],
        "serviceorders:step": [order.number, "cancel"],
        "serviceorders:edit": [order.number, "device"],
        "serviceorders:part": [order.number, part.pk],
        "serviceorders:part_take": [order.number, part.pk],
        "serviceorders:part_give_back": [order.number, part.pk],
        "serviceorders:part_reserve": [order.number, part.pk],
        "serviceorders:part_remove": [order.number, part.pk],
        "serviceorders:photo": [order.number, photo.pk],
        "serviceorders:photo_remove": [order.number, photo.pk],
        "serviceorders:image": [order.number, photo.pk, "thumb"],
        "serviceorders:document": [order.number, 0],
        "serviceorders:booking": [booking.number],
        "serviceorders:booking_edit": [booking.number],
        "serviceorders:booking_step": [booking.number, "arrive"],
        "serviceorders:client": [cleo.pk],
        "serviceorders:client_edit": [cleo.pk],
        "track": [order.tracking_link.token],
        "track_stream": [order.tracking_link.token],
        "track_image": [order.tracking_link.token, photo.pk, "thumb"],
        "approve": [decision.token],
        "booked": [booking.link.token],
        "booked_ics": [booking.link.token],
    }
    plain = {
        "serviceorders:" + name
        for name in [
            "list",
            "board",
            "export",
            "new",
            "seen_before",
            "bookings",
            "new_booking",
            "clients",
            "new_client",
            "find_clients",
        ]
    }
    found = {}
    for name in RIGHTS:
        of_order = name.startswith("serviceorders:") and name not in plain
        found[name] = reverse(name, args=arguments.get(name, [order.number] if of_order else []))
    return found


def a_photo():
    picture = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(picture, "JPEG")
    return CleanPhoto(data=picture.getvalue(), width=8, height=6, thumb=picture.getvalue())


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_everybody_gets_what_is_theirs_and_nothing_else(
    role, addresses, client, request, manager, technician, dispatcher, reader, stranger
):
    if role != "anonymous":
        client.force_login(get_user_model().objects.get(pk=request.getfixturevalue(role).pk))
    wrong = []
    for name, url in addresses.items():
        for method, allowed in zip(("get", "post"), RIGHTS[name], strict=True):
            answer = getattr(client, method)(url)
            expected = "refused" if allowed is None else ("served" if role in allowed else "closed")
            if not fits(answer, expected, role):
                where = answer.headers.get("Location", "")
                wrong.append(f"{method} {name}: {answer.status_code} {where}, not {expected}")
        if role != "anonymous":
            client.force_login(request.getfixturevalue(role))

    assert wrong == []


def fits(answer, expected, role):
    """Whether the answer is what the table says; a form sent empty may be refused for what it lacks."""
    to_login = answer.status_code == 302 and "/login/" in answer["Location"]
    if expected == "refused":
        return answer.status_code == 405 or to_login or answer.status_code == 403
    if expected == "closed":
        return to_login if role == "anonymous" else answer.status_code in (403, 404)
    return not to_login and answer.status_code in (200, 202, 204, 302, 400, 404, 409, 422)
