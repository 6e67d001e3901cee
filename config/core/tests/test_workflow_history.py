import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from config.core.workflow import StepRefused, take_step
from serviceorders import services
from serviceorders.models import Booking, Payment, ServiceType

KEPT = [
    "serviceorders_serviceorderhistory",
    "serviceorders_bookinghistory",
    "serviceorders_payment",
]
ATTEMPTS = [
    "UPDATE {} SET note = 'never happened'",
    "UPDATE {} SET id = id",
    "DELETE FROM {}",
]


@pytest.fixture
def written(order, manager):
    """A line in each table that is kept."""
    services.take_payment(order, by=manager, amount=10, method="cash")
    kind = ServiceType.objects.create(name="Diagnosis")
    services.make_booking(
        by=manager, client=order.client, service_type=kind, starts_at=order.created_at
    )


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return cursor.fetchall()


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_what_was_written_is_never_changed_or_deleted_by_sql(written, table, attempt):
    if table.endswith("payment"):
        attempt = attempt.replace("note = 'never happened'", "amount = 1000000")
    before = rows(table)
    assert before
    with (
        pytest.raises(DatabaseError, match=f"rows of {table} are never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attempt.format(table))
    assert rows(table) == before


def test_what_was_written_is_never_changed_or_deleted_by_the_orm(written, order):
    line = order.history.first()
    line.note = "never happened"
    for attempt in (
        line.save,
        line.delete,
        order.history.all().delete,
        Payment.objects.all().delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert not order.history.filter(note="never happened").exists()


def test_a_refused_step_leaves_no_line(order, manager, reader):
    lines = order.history.count()
    for by, step, refused in (
        (manager, "complete", StepRefused),
        (manager, "cancel", StepRefused),
        (reader, "cancel", PermissionDenied),
    ):
        with pytest.raises(refused):
            take_step(order, step, by=by)
    assert order.history.count() == lines


def test_a_reopened_order_keeps_what_happened_before(order, manager):
    order = take_step(order, "cancel", by=manager, note="Client left")
    order = take_step(order, "reopen", by=manager, note="Client came back")
    steps = [
        (line.action, line.came_from, line.went_to)
        for line in order.history.order_by("id")
        if line.went_to
    ]
    assert steps == [
        ("opened", "", "pending"),
        ("cancel", "pending", "cancelled"),
        ("reopen", "cancelled", "pending"),
    ]


def test_an_e_mail_is_a_line_of_the_history_with_the_mail_itself(order):
    line = order.history.get(action="email")
    assert (line.email.kind, line.email.to) == ("order-received", "cleo@example.org")
    assert line.title == f"E-mail to cleo@example.org: {line.email.subject}"


def test_a_booking_has_a_history_of_its_own(written):
    booking = Booking.objects.get()
    assert [line.went_to for line in booking.history.order_by("id") if line.went_to] == [
        "requested", "confirmed",
    ]  # fmt: skip
