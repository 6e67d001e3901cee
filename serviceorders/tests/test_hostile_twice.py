"""A form that is sent twice, by a double click or a retry, does its work once."""

import re

import pytest
from django.urls import reverse


@pytest.fixture
def at_the_desk(client, manager):
    client.force_login(manager)
    return client


def once_of(page):
    return re.search(r'name="once" value="(\w{32})"', page.content.decode())[1]


def test_a_payment_sent_twice_is_taken_once(at_the_desk, order):
    url = reverse("serviceorders:payments", args=[order.number])
    typed = {"amount": "20", "method": "cash", "once": once_of(at_the_desk.get(url))}

    answers = [at_the_desk.post(url, typed) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert order.payments.count() == 1


def test_a_part_sent_twice_is_put_on_once(at_the_desk, order):
    url = reverse("serviceorders:parts", args=[order.number])
    typed = {"name": "Screen", "quantity": "1", "unit_cost": "72", "once": ""}
    typed["once"] = once_of(at_the_desk.get(url))

    for _ in range(2):
        answer = at_the_desk.post(url, typed, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert order.parts.count() == 1


def test_the_next_line_of_parts_is_a_line_of_its_own(at_the_desk, order):
    url = reverse("serviceorders:parts", args=[order.number])
    page = at_the_desk.get(url)
    for name in ("Screen", "Glue"):
        typed = {"name": name, "quantity": "1", "unit_cost": "2", "once": once_of(page)}
        page = at_the_desk.post(url, typed, headers={"HX-Request": "true"})

    assert order.parts.count() == 2


def test_a_payment_mended_after_a_refusal_is_taken(at_the_desk, order):
    url = reverse("serviceorders:payments", args=[order.number])
    once = once_of(at_the_desk.get(url))
    refused = at_the_desk.post(url, {"amount": "0", "method": "cash", "once": once})

    at_the_desk.post(url, {"amount": "5", "method": "cash", "once": once_of(refused)})

    assert refused.status_code == 422
    assert order.payments.count() == 1
