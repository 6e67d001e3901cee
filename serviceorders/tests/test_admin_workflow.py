import pytest
from django.urls import reverse

from config.core import workflow
from config.core.models import User
from serviceorders import services
from serviceorders.models import (
    Booking,
    Client,
    PartUsed,
    Payment,
    ServiceOrder,
    ServiceOrderHistory,
    ServiceType,
)
from serviceorders.states import BookingStatus, Status
from warehouse.models import Merchant, Product, Unit
from warehouse.tests.shelves import level, put

ORDERS = "/admin/serviceorders/serviceorder/"


@pytest.fixture
def administrator():
    return User.objects.create_superuser("ada", "ada@example.org", "a-long-password")


@pytest.fixture
def back_office(client, administrator):
    client.force_login(administrator)
    return client


def now(order):
    return ServiceOrder.objects.get(pk=order.pk)


def typed(order=None, **fields):
    """The form of an order as the admin sends it, without parts."""
    values = {
        "client": order.client_id if order else "",
        "brand": "Apple", "model": "iPhone 13", "problem": "Cracked screen",
        "labor_cost": "0", "warranty_days": "90",
        "seen_version": order.version if order else "",
        "parts-TOTAL_FORMS": 0, "parts-INITIAL_FORMS": 0,
    }  # fmt: skip
    for empty in ("payments", "photos", "history"):
        values |= {f"{empty}-TOTAL_FORMS": 0, f"{empty}-INITIAL_FORMS": 0}
    return values | fields


def page(order):
    return f"{ORDERS}{order.pk}/change/"


# Steps


def test_a_button_takes_the_step_by_the_same_door_and_it_is_in_the_history(
    back_office, administrator, order
):
    assert 'action="../steps/queue_diagnosis/"' in back_office.get(page(order)).text

    response = back_office.post(f"{ORDERS}{order.pk}/steps/queue_diagnosis/", follow=True)

    assert response.redirect_chain == [(page(order), 302)]
    assert now(order).status == Status.AWAITING_DIAGNOSIS
    line = order.history.first()
    assert (line.action, line.by) == ("queue_diagnosis", administrator)


def test_a_step_that_needs_a_note_asks_for_it_on_a_page_of_its_own(back_office, order):
    assert 'href="../steps/cancel/"' in back_office.get(page(order)).text
    assert 'name="note"' in back_office.get(f"{ORDERS}{order.pk}/steps/cancel/").text

    back_office.post(f"{ORDERS}{order.pk}/steps/cancel/", {"note": " "})
    assert now(order).status == Status.PENDING

    back_office.post(f"{ORDERS}{order.pk}/steps/cancel/", {"note": "Client moved away"})
    assert now(order).status == Status.CANCELLED
    assert order.history.first().note == "Client moved away"


def test_a_refused_step_says_why_and_changes_nothing(back_office, order):
    response = back_office.post(f"{ORDERS}{order.pk}/steps/request_approval/", follow=True)
    assert "Awaiting approval needs a diagnosis." in response.text
    assert now(order).status == Status.PENDING


def test_looking_at_a_step_does_not_take_it_and_an_unknown_one_is_not_found(back_office, order):
    assert back_office.get(f"{ORDERS}{order.pk}/steps/queue_diagnosis/").status_code == 200
    assert now(order).status == Status.PENDING
    assert back_office.post(f"{ORDERS}{order.pk}/steps/delete/").status_code == 404
    assert back_office.get(f"{ORDERS}{order.pk}/steps/complete/").status_code == 404


def test_many_orders_move_at_once_and_those_that_refuse_are_named(
    back_office, administrator, manager, order
):
    ready = services.open_order(by=manager, client=order.client, model="X", problem="Y")
    ready = workflow.take_step(ready, "start_diagnosis", by=manager)
    chosen = {"action": "step_mark_ready", "_selected_action": [order.pk, ready.pk]}

    text = back_office.post(ORDERS, chosen, follow=True).text

    assert (now(order).status, now(ready).status) == (Status.PENDING, Status.READY)
    assert "Mark ready: 1 record." in text
    assert f"{order.number}: “Mark ready” is not possible" in text or f"{order}: " in text
    assert ready.history.filter(action="mark_ready", by=administrator).exists()


def test_steps_that_need_a_note_are_not_offered_for_many_at_once(back_office, order):
    text = back_office.get(ORDERS).text
    assert 'value="step_mark_ready"' in text
    assert 'value="step_cancel"' not in text
    assert 'value="delete_selected"' not in text


# Orders


def test_an_order_opened_here_has_its_number_its_link_and_its_history(
    back_office, administrator, cleo
):
    response = back_office.post(f"{ORDERS}add/", typed(client=cleo.pk, number="OS-2000-9999"))

    assert response.status_code == 302
    order = ServiceOrder.objects.get()
    assert order.number.endswith("-0001")
    assert order.number != "OS-2000-9999"
    assert order.tracking_link is not None
    assert order.history.get(action="opened").by == administrator


def test_a_status_that_is_sent_along_is_ignored(back_office, order):
    back_office.post(page(order), typed(order, status="completed", number="OS-2000-9999"))
    assert now(order).status == Status.PENDING
    assert now(order).number == order.number


def test_an_edit_is_kept_in_the_history_and_counts_as_a_version(back_office, administrator, order):
    back_office.post(page(order), typed(order, diagnosis="Glass broken", estimated_cost="80"))

    changed = now(order)
    assert (changed.diagnosis, changed.version) == ("Glass broken", order.version + 1)
    assert order.history.get(action="edited").by == administrator


def test_an_edit_over_another_persons_is_refused_with_their_name(back_office, manager, order):
    services.change_order(order, by=manager, seen_version=order.version, diagnosis="Mine")

    response = back_office.post(page(order), typed(order, diagnosis="Yours"), follow=True)

    assert "Maya Okafor saved changes" in response.text
    assert now(order).diagnosis == "Mine"


def test_the_estimate_a_client_looks_at_cannot_be_emptied(back_office, manager, order):
    fields = {"diagnosis": "Glass broken", "estimated_cost": 80}
    order = services.change_order(order, by=manager, seen_version=order.version, **fields)
    order = workflow.take_step(order, "request_approval", by=manager)

    response = back_office.post(page(order), typed(order, diagnosis="", estimated_cost=""))

    assert "it needs a diagnosis and a cost" in response.text
    assert now(order).diagnosis == "Glass broken"


def test_of_a_closed_order_only_the_internal_notes_change(back_office, manager, order):
    order = workflow.take_step(order, "cancel", by=manager, note="No")

    back_office.post(page(order), typed(order, problem="Else", internal_notes="Called her"))

    assert (now(order).problem, now(order).internal_notes) == ("Cracked screen", "Called her")


def test_parts_go_through_the_desk_and_are_kept_in_the_history(back_office, administrator, order):
    part = {"name": "Display", "quantity": "1", "unit_cost": "72", "order": order.pk, "id": ""}
    new = typed(order) | {f"parts-0-{name}": value for name, value in part.items()}
    back_office.post(page(order), new | {"parts-TOTAL_FORMS": 1})
    kept = PartUsed.objects.get()
    assert order.history.filter(action="part", by=administrator).count() == 1

    gone = new | {"parts-TOTAL_FORMS": 1, "parts-INITIAL_FORMS": 1, "parts-0-id": kept.pk}
    back_office.post(page(order), gone | {"parts-0-DELETE": "on"})
    assert not PartUsed.objects.exists()
    assert order.history.filter(action="part").count() == 2


def test_another_quantity_of_a_part_holds_as_much_stock(back_office, manager, order):
    product = Product.objects.create(
        sku="BAT",
        name="Battery",
        merchant=Merchant.objects.get(),
        unit=Unit.objects.get(code="pcs"),
    )
    put(product, 3, "A-01", by=manager)
    part = PartUsed(product=product, name="Battery", quantity=1, unit_cost=45)
    part = services.save_part(order, by=manager, part=part)
    row = {"id": part.pk, "order": order.pk, "name": "Battery", "unit_cost": "45"}

    def send(quantity):
        rows = {f"parts-0-{name}": value for name, value in (row | {"quantity": quantity}).items()}
        sent = typed(order) | rows | {"parts-TOTAL_FORMS": 1, "parts-INITIAL_FORMS": 1}
        return back_office.post(page(order), sent, follow=True).text

    send("2")
    assert level(product) == (3, 2)
    assert "needed 4, free 3" in send("4")
    assert "whole pieces" in send("1.5")
    assert level(product) == (3, 2)


def test_over_the_plan_nothing_is_opened_and_what_was_typed_is_still_there(
    back_office, cleo, order
):
    from config.core.models.shop import current_shop

    shop = current_shop()
    shop.plan = "free"
    shop.save()

    response = back_office.post(f"{ORDERS}add/", typed(client=cleo.pk, problem="Still here"))

    assert "not part of the" in response.text
    assert "Still here" in response.text
    assert ServiceOrder.objects.count() == 1


def test_the_list_takes_no_more_queries_for_more_orders(
    back_office, manager, order, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as with_one:
        back_office.get(ORDERS)
    for number in range(2):
        services.open_order(
            by=manager, client=Client.objects.create(name=f"C{number}"), model="X", problem="Y"
        )
    with django_assert_max_num_queries(20) as with_three:
        back_office.get(ORDERS)
    assert len(with_one) == len(with_three)


def test_the_history_of_an_order_takes_no_more_queries_as_it_grows(
    back_office, manager, order, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as before:
        back_office.get(page(order))
    for number in range(3):
        services.add_note(order, by=manager, note=f"Note {number}")
        services.take_payment(order, by=manager, amount=5, method="cash")
    with django_assert_max_num_queries(30) as after:
        back_office.get(page(order))
    assert len(after) <= len(before)  # the first page also looks up what Django then remembers


def test_the_chosen_orders_are_exported_with_formulas_made_harmless(back_office, order):
    Client.objects.update(name="=HYPERLINK(1)")
    chosen = {"action": "export_csv", "_selected_action": [order.pk]}

    text = b"".join(back_office.post(ORDERS, chosen)).decode("utf-8-sig")

    assert order.number in text
    assert '"\'=HYPERLINK(1)"' in text


# What nobody deletes or rewrites


@pytest.mark.parametrize(
    "name",
    ["serviceorders_serviceorder", "serviceorders_booking", "serviceorders_client",
     "serviceorders_payment", "serviceorders_trackinglink", "serviceorders_answer",
     "core_user", "core_email", "core_document", "core_invitation", "core_shopprofile", "core_sequence"],
)  # fmt: skip
def test_what_has_a_history_is_not_deleted(back_office, order, name):
    assert back_office.get(reverse(f"admin:{name}_delete", args=[1])).status_code in (403, 302)
    assert (
        'value="delete_selected"' not in back_office.get(reverse(f"admin:{name}_changelist")).text
    )


def test_payments_are_only_read(back_office, manager, order):
    payment = services.take_payment(order, by=manager, amount=5, method="cash")
    address = f"/admin/serviceorders/payment/{payment.pk}/change/"
    assert back_office.get(address).status_code == 200
    assert back_office.post(address, {"amount": "1"}).status_code == 403
    assert back_office.get("/admin/serviceorders/payment/add/").status_code == 403
    assert Payment.objects.get().amount == 5


def test_lines_sent_along_do_not_change_the_history(back_office, order):
    line = ServiceOrderHistory.objects.filter(order=order).first()
    sent = {
        "history-TOTAL_FORMS": 1, "history-INITIAL_FORMS": 1, "history-0-id": line.pk,
        "history-0-order": order.pk, "history-0-note": "Rewritten", "history-0-DELETE": "on",
    }  # fmt: skip
    back_office.post(page(order), typed(order) | sent)
    assert ServiceOrderHistory.objects.get(pk=line.pk).note == line.note


# Bookings and clients


def test_a_booking_is_made_and_changed_by_the_desk(back_office, administrator, cleo):
    service = ServiceType.objects.create(name="Diagnosis", minutes=30)
    form = {
        "client": cleo.pk, "service_type": service.pk, "notes": "",
        "starts_at_0": "2027-06-02", "starts_at_1": "10:00",
        "ends_at_0": "2027-06-02", "ends_at_1": "11:00",
        "history-TOTAL_FORMS": 0, "history-INITIAL_FORMS": 0,
    }  # fmt: skip
    back_office.post("/admin/serviceorders/booking/add/", form)
    booking = Booking.objects.get()
    assert (booking.status, booking.number[:3]) == (BookingStatus.CONFIRMED, "BK-")

    address = f"/admin/serviceorders/booking/{booking.pk}/change/"
    seen = form | {"seen_version": booking.version}
    back_office.post(address, seen | {"notes": "Brings a charger", "status": "done"})
    booking = Booking.objects.get()
    assert (booking.notes, booking.status) == ("Brings a charger", BookingStatus.CONFIRMED)
    assert booking.history.get(action="edited").by == administrator

    text = back_office.post(address, seen | {"notes": "Brings a cable"}, follow=True).text
    assert "saved changes while you were typing" in text
    assert Booking.objects.get().notes == "Brings a charger"


def test_a_renamed_clients_orders_are_found_by_the_new_name(back_office, order):
    form = {"name": "Cleo Nakamura", "email": "", "phone": "", "language": "en"}
    back_office.post(f"/admin/serviceorders/client/{order.client_id}/change/", form)
    assert ServiceOrder.objects.matching("nakamura").get() == order


def test_secrets_are_not_shown(back_office, order):
    link = order.tracking_link
    text = back_office.get(f"/admin/serviceorders/trackinglink/{link.pk}/change/").text
    assert link.token not in text
    assert link.digest not in text
