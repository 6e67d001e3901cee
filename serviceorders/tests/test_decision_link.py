"""The client's own answer to an estimate."""

from decimal import Decimal

import pytest

from config.core import workflow
from serviceorders import services
from serviceorders.models import Answer, ServiceOrder


@pytest.fixture
def asked(order, manager):
    order = services.change_order(
        order,
        by=manager,
        seen_version=1,
        diagnosis="Display glass broken",
        estimated_cost=Decimal(189),
    )
    return workflow.take_step(order, "request_approval", by=manager)


def address(order):
    return order.decision_link.get_absolute_url()


def answer(client, url, kind, text=""):
    return client.post(url, {"kind": kind, "name": "Cleo Marsh", "text": text})


def status_of(order):
    return ServiceOrder.objects.get(pk=order.pk).status


def test_looking_changes_nothing(client, asked):
    for _ in range(2):
        client.get(address(asked))
        client.head(address(asked))

    assert status_of(asked) == "awaiting_approval"
    assert "£189.00" in client.get(address(asked)).content.decode()


def test_an_approval_is_kept_as_the_clients_own_act(client, asked):
    url = address(asked)
    page = client.post(url, {"kind": "approved", "name": "Cleo Marsh"}, follow=True)

    kept = Answer.objects.get()
    assert status_of(asked) == "approved"
    assert (kept.name, kept.address, kept.content) == (
        "Cleo Marsh",
        "127.0.0.1",
        asked.estimate_hash,
    )
    line = asked.history.filter(action="approve").get()
    assert (line.who, line.public) == ("Client", True)
    assert "Recorded for Cleo Marsh" in page.content.decode()


def test_a_refusal_closes_the_order_with_the_clients_words(client, asked):
    answer(client, address(asked), "declined", "Too dear for me")

    assert status_of(asked) == "rejected"
    assert asked.history.filter(action="reject").get().note == "Too dear for me"


def test_a_question_waits_for_staff_and_leaves_the_answer_open(client, asked, manager):
    url = address(asked)
    answer(client, url, "asked", "Is my data safe?")
    order = ServiceOrder.objects.get(pk=asked.pk)
    assert order.asked_at is not None
    assert order.status == "awaiting_approval"

    services.add_note(order, by=manager, note="Yes, it is.", public=True)
    assert ServiceOrder.objects.get(pk=asked.pk).asked_at is None
    answer(client, url, "approved")
    assert status_of(asked) == "approved"


def test_a_second_click_is_shown_the_first_answer(client, asked):
    url = address(asked)
    answer(client, url, "approved")
    answer(client, url, "declined")

    assert status_of(asked) == "approved"
    assert Answer.objects.count() == 1
    assert "you approved the repair" in client.get(url).content.decode()


def test_a_changed_estimate_voids_the_link(client, asked, manager):
    url = address(asked)
    services.change_order(asked, by=manager, seen_version=asked.version, estimated_cost=Decimal(99))

    assert client.get(url).status_code == 404
    assert answer(client, url, "approved").status_code == 404
    assert status_of(asked) == "awaiting_approval"


def test_an_answer_after_staff_moved_the_order_is_refused_with_what_was_typed(
    client, asked, manager
):
    url = address(asked)
    workflow.take_step(asked, "approve", by=manager)

    assert answer(client, url, "declined", "No").status_code == 404


def test_what_lacks_is_said_and_what_was_typed_is_kept(client, asked):
    page = client.post(address(asked), {"kind": "asked", "name": "Cleo <b>", "text": ""})

    assert page.status_code == 422
    text = page.content.decode()
    assert "Please type your question." in text
    assert "Cleo &lt;b&gt;" in text
