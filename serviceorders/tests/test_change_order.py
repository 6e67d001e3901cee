from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from config.core.actors import CLIENT
from config.core.models import Email
from config.core.workflow import take_step
from serviceorders import services
from serviceorders.models import DecisionLink, PartUsed, ServiceOrder


@pytest.fixture
def change(order, manager):
    """Change the order as the one who saw its latest state."""

    def save(by=manager, **fields):
        seen = ServiceOrder.objects.get(pk=order.pk).version
        return services.change_order(order, by=by, seen_version=seen, **fields)

    return save


@pytest.fixture
def asked(change, manager):
    """The client has an estimate of 90."""
    order = change(diagnosis="Broken display", estimated_cost=Decimal(90))
    return take_step(order, "request_approval", by=manager)


def live_decision_links():
    return list(DecisionLink.objects.live())


def test_a_change_is_kept_and_its_fields_are_named_in_the_history(order, change, manager):
    changed = change(imei="490154203237518", accessories="Case")
    assert (changed.imei, changed.accessories, changed.version) == ("490154203237518", "Case", 2)
    line = changed.history.first()
    assert (line.action, line.note, line.by, line.status) == (
        "edited", "IMEI, accessories", manager, "",
    )  # fmt: skip


def test_saving_what_stands_there_already_changes_nothing(order, change):
    lines = order.history.count()
    assert change(model=order.model, problem=order.problem).version == 1
    assert order.history.count() == lines


def test_the_second_of_two_is_told_who_saved_and_overwrites_nothing(
    order, change, technician, manager
):
    change(by=technician, diagnosis="Battery")
    with pytest.raises(services.ChangedMeanwhile, match=r"^Dana Whitlock saved changes while you"):
        services.change_order(order, by=manager, seen_version=1, diagnosis="Display")
    assert ServiceOrder.objects.get().diagnosis == "Battery"


def test_the_second_of_two_finds_what_they_typed_on_the_page(
    client, order, change, technician, manager
):
    change(by=technician, problem="Does not charge")
    client.force_login(manager)
    page = client.post(
        f"{order.get_absolute_url()}edit/device/",
        {"version": 1, "model": "iPhone 13", "problem": "What I typed for a minute"},
    )
    assert page.status_code == 422
    assert "Dana Whitlock saved changes while you were typing." in page.text
    assert "What I typed for a minute" in page.text
    assert ServiceOrder.objects.get().problem == "Does not charge"


@pytest.mark.parametrize(
    "changes", [{"estimated_cost": Decimal(91)}, {"diagnosis": "Display and battery"}]
)
def test_a_changed_estimate_takes_its_decision_link_with_it(asked, change, changes):
    (link,) = live_decision_links()
    change(**changes)
    assert live_decision_links() == []
    with pytest.raises(services.Refused, match="This estimate has changed"):
        services.answer_estimate(link, kind="approved", name="Cleo", text="", address=None)
    assert ServiceOrder.objects.get().status == "awaiting_approval"


def test_a_change_of_something_else_leaves_the_link(asked, change):
    change(accessories="Charger", internal_notes="Has cried", labor_cost=Decimal(20))
    assert len(live_decision_links()) == 1


@pytest.mark.parametrize(
    "missing", [{"diagnosis": ""}, {"diagnosis": " "}, {"estimated_cost": None}]
)
def test_an_estimate_that_the_client_looks_at_is_not_emptied(asked, change, missing):
    with pytest.raises(services.Refused):
        change(**missing)
    assert ServiceOrder.objects.get().diagnosis == "Broken display"
    assert len(live_decision_links()) == 1


def test_the_page_says_why_an_estimate_is_not_emptied(client, asked, manager):
    client.force_login(manager)
    page = client.post(
        f"{asked.get_absolute_url()}edit/costing/",
        {
            "version": asked.version,
            "diagnosis": "",
            "estimated_cost": "",
            "labor_cost": "0",
            "warranty_days": "90",
        },
    )
    assert page.status_code == 422
    assert "it needs a diagnosis and an estimate." in page.text


def test_the_estimate_is_sent_again_under_a_new_link(asked, change, manager):
    (old,) = live_decision_links()
    change(estimated_cost=Decimal(120))
    email = services.send_estimate_again(asked, by=manager)
    (new,) = live_decision_links()
    assert new.get_absolute_url() in email.text
    assert new.token != old.token
    assert new.amount == Decimal(120)
    assert Email.objects.filter(kind="order-estimate").count() == 2


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("cleo@example.org", "The estimate was sent again. The old link no longer works."),
        ("", "There is a new link, but no e-mail was sent: copy the link and share it."),
    ],
)
def test_whoever_sends_the_estimate_again_is_told_whether_an_email_went(
    client, asked, manager, address, told
):
    asked.client.email = address
    asked.client.save()
    client.force_login(manager)

    page = client.post(reverse("serviceorders:send_estimate", args=[asked.number]), follow=True)
    assert told in page.text


def test_an_answer_is_kept_with_who_gave_it(asked):
    (link,) = live_decision_links()
    order = services.answer_estimate(
        link, kind="approved", name="Cleo Marsh", text="", address="192.0.2.7"
    )
    answer = link.answers.get()
    assert order.status == "approved"
    assert (answer.name, answer.address, answer.content) == (
        "Cleo Marsh",
        "192.0.2.7",
        link.content,
    )
    with pytest.raises(services.Refused, match="answered already"):
        services.answer_estimate(link, kind="declined", name="Cleo", text="", address=None)


def test_a_question_moves_nothing_and_waits_for_its_answer(asked, manager):
    (link,) = live_decision_links()
    order = services.answer_estimate(
        link, kind="asked", name="Cleo", text="Is it waterproof?", address=None
    )
    assert (order.status, order.asked_at is not None) == ("awaiting_approval", True)
    line = order.history.first()
    assert (line.action, line.note, line.public, line.who) == (
        "question", "Is it waterproof?", True, str(CLIENT),
    )  # fmt: skip
    services.add_note(order, by=manager, note="Still thinking")
    assert ServiceOrder.objects.get().asked_at is not None
    services.add_note(order, by=manager, note="Yes", public=True)
    assert ServiceOrder.objects.get().asked_at is None


# Closed orders


@pytest.fixture
def closed(order, manager):
    return take_step(order, "cancel", by=manager, note="Client left")


def test_a_closed_order_keeps_its_details(closed, change):
    with pytest.raises(services.Refused, match=r"is closed\. Reopen it to change it"):
        change(model="Other")
    with pytest.raises(services.Refused):
        change(internal_notes="x", model="Other")
    assert ServiceOrder.objects.get().model == "iPhone 13"


def test_a_closed_order_takes_internal_notes_and_payments(closed, change, manager):
    assert change(internal_notes="Paid the visit").internal_notes == "Paid the visit"
    services.take_payment(closed, by=manager, amount=Decimal(15), method="cash")
    assert closed.prices.paid == 15


def test_a_closed_order_takes_no_parts(closed, manager):
    with pytest.raises(services.Refused, match="is closed"):
        services.save_part(closed, by=manager, part=PartUsed(name="Display", unit_cost=1))
    assert not PartUsed.objects.exists()


def test_a_step_does_not_make_an_open_form_old(order, change, manager):
    """The version counts what is typed; a colleague who moves the order disturbs nobody's typing."""
    take_step(order, "start_repair", by=manager)
    assert ServiceOrder.objects.get().version == 1
    services.change_order(order, by=manager, seen_version=1, due_at=timezone.now())
