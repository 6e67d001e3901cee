"""What a client sees of their order, and what they never see."""

from decimal import Decimal

import pytest

from config.core import workflow
from serviceorders import services
from serviceorders.models import PartUsed, TrackingLink
from serviceorders.states import Status
from tests.workers import ask, surroundings

PATHS = {
    Status.PENDING: [],
    Status.AWAITING_DIAGNOSIS: ["queue_diagnosis"],
    Status.DIAGNOSING: ["start_diagnosis"],
    Status.AWAITING_APPROVAL: ["request_approval"],
    Status.APPROVED: ["request_approval", "approve"],
    Status.REJECTED: ["request_approval", "reject"],
    Status.REPAIRING: ["start_repair"],
    Status.TESTING: ["start_repair", "start_testing"],
    Status.READY: ["start_repair", "mark_ready"],
    Status.COMPLETED: ["start_repair", "mark_ready", "complete"],
    Status.CANCELLED: ["cancel"],
}


@pytest.fixture
def secretive(order, manager, technician):
    """An order with something in every field that is not for its client."""
    services.save_part(
        order,
        by=manager,
        part=PartUsed(name="canary-part", quantity=Decimal(1), unit_cost=Decimal("31.37")),
    )
    services.add_note(order, by=manager, note="canary-note")
    return services.change_order(
        order,
        by=manager,
        seen_version=order.version,
        diagnosis="Display glass broken",
        estimated_cost=Decimal(189),
        labor_cost=Decimal("41.73"),
        internal_notes="canary-internal",
        technician=technician,
    )


def moved(order, manager, status):
    for step in PATHS[status]:
        order = workflow.take_step(order, step, by=manager, note="canary-step-note")
    return order


def address(order):
    return order.tracking_link.get_absolute_url()


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("headers", [{}, {"X-Fragment": "1"}])
def test_nothing_internal_is_shown_in_any_status(client, secretive, manager, status, headers):
    order = moved(secretive, manager, status)

    text = client.get(address(order), headers=headers).content.decode()

    assert str(Status(status).label) in text
    for secret in ("canary", "31.37", "41.73", "Whitlock", "Okafor", "dana", "maya"):
        assert secret not in text


@pytest.mark.parametrize("status", Status.values)
def test_the_estimate_shows_while_it_is_asked_for_and_the_price_from_ready_on(
    client, secretive, manager, status
):
    order = moved(secretive, manager, status)

    text = client.get(address(order)).content.decode()

    assert ("£189.00" in text) == (status in ["awaiting_approval", "approved"])
    assert ("£73.10" in text) == (status in ["ready", "completed"])


def test_public_notes_and_public_photos_are_shown(client, order, manager):
    services.add_note(order, by=manager, note="Part has arrived", public=True)

    assert "Part has arrived" in client.get(address(order)).content.decode()


def test_staff_names_are_shown_where_the_shop_says_so(client, secretive, shop):
    shop.shows_staff = True
    shop.save()

    assert "Dana Whitlock" in client.get(address(secretive)).content.decode()


def test_what_the_reader_has_already_is_not_sent_again(client, order, manager):
    first = client.get(address(order))
    again = client.get(address(order), headers={"If-None-Match": first["ETag"]})
    workflow.take_step(order, "start_diagnosis", by=manager)
    changed = client.get(address(order), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, changed.status_code) == (304, 200)


def test_a_closed_order_tells_the_page_to_stop_listening(client, order, manager):
    workflow.take_step(order, "cancel", by=manager, note="Gone")

    assert client.get(address(order), headers={"X-Fragment": "1"}).status_code == 286
    assert client.get(address(order)).status_code == 200


def test_unknown_revoked_and_expired_links_answer_alike(client, order, manager):
    old = address(order)
    services.replace_tracking_link(order, by=manager)
    expired = address(order)
    TrackingLink.objects.filter(order=order, revoked_at=None).update(expires_at=order.created_at)
    answers = [client.get(url) for url in (old, expired, "/track/unknown/")]

    assert {answer.status_code for answer in answers} == {404}
    bodies = {answer.content.split(b"<code>")[0] for answer in answers}
    assert len(bodies) == 1


def test_the_page_asks_the_database_four_times_and_keeps_no_session(
    client, secretive, manager, django_assert_max_num_queries
):
    url = address(moved(secretive, manager, Status.READY))
    client.get(url)
    with django_assert_max_num_queries(4):
        answer = client.get(url)

    assert not answer.cookies
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "private, no-store"


def test_it_speaks_the_clients_language(client, order, cleo):
    cleo.language = "es"
    cleo.save()

    assert 'lang="es"' in client.get(address(order)).content.decode()


def test_opening_is_noted_but_not_when_staff_look(client, order, manager):
    client.force_login(manager)
    shown = client.get(f"{order.get_absolute_url()}as-client/")
    assert "what the client sees" in shown.content.decode()
    assert order.tracking_link.opened_at is None

    client.logout()
    client.get(address(order))
    assert order.tracking_link.opened_at is not None


def test_it_can_only_be_read(client, order):
    assert client.post(address(order)).status_code == 405


def test_a_client_reads_the_page_while_nothing_can_be_written(database_template, tmp_path):
    helper = surroundings(database_template.copy("sqlite", tmp_path), tmp_path)
    heard = ask("open_a_link_while_somebody_writes", helper)

    assert heard == {"answers": [200, 200], "opened": [False, True]}
