from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from config.core import notices
from config.core.models import Document, Email, ShopProfile
from config.core.models.shop import current_shop
from config.core.workflow import take_step
from serviceorders import letters, services
from serviceorders.models import Client, ServiceType

LANGUAGES = ["en", "es", "pt-br"]


@pytest.fixture
def shop():
    current_shop()
    ShopProfile.objects.update(
        name="Fixed & Sons", time_zone="Europe/London", currency="EUR", hours="Mon–Fri 9–18"
    )


@pytest.fixture
def walked(shop, manager, cleo):
    """An order of a client who reads this language, taken through all that is written about."""

    def walk(language):
        Client.objects.update(language=language)
        order = services.open_order(
            by=manager, client=Client.objects.get(pk=cleo.pk), brand="Apple", model="iPhone 13",
            problem="x", diagnosis="Display broken", estimated_cost=Decimal("1234.50"),
        )  # fmt: skip
        for step in ("request_approval", "approve", "start_repair", "mark_ready", "complete"):
            order = take_step(order, step, by=manager)
        return order

    return walk


def letter(kind):
    return Email.objects.get(kind=kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_client_is_told_what_concerns_them_in_order(walked, language):
    walked(language)
    kinds = list(Email.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["order-received", "order-estimate", "order-ready", "order-completed"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_left_in_any_letter(walked, manager, language):
    order = walked(language)
    letters.uncollected(take_step_back_to_ready(order, manager), by=manager)
    for mail in Email.objects.all():
        for text in (mail.subject, mail.text, mail.html):
            for name in notices.declared[mail.kind].placeholders:
                assert f"{{{name}}}" not in text
        assert "iPhone 13" in mail.subject + mail.text


def take_step_back_to_ready(order, manager):
    for step in ("reopen", "start_repair", "mark_ready"):
        order = take_step(order, step, by=manager, note="x")
    return order


def test_every_letter_has_the_tracking_link_and_the_estimate_its_own(walked):
    order = walked("en")
    tracking = letters.site(order.tracking_link.get_absolute_url())
    for kind in ("order-received", "order-ready", "order-completed"):
        assert tracking in letter(kind).text
        assert tracking in letter(kind).html
    decision = letters.site(order.decision_links.get().get_absolute_url())
    assert "/approve/" in decision
    assert decision in letter("order-estimate").text
    assert tracking not in letter("order-estimate").text


@pytest.mark.parametrize(
    ("language", "price"),
    [("en", "€1,234.50"), ("es", "1.234,50\xa0€"), ("pt-br", "€\xa01.234,50")],
)
def test_amounts_are_written_as_the_client_writes_them(walked, language, price):
    walked(language)
    assert price in letter("order-estimate").text


def test_a_letter_is_in_the_client_s_language_whoever_presses_the_button(
    client, order, manager, shop
):
    Client.objects.update(language="es")
    client.force_login(manager)
    client.post(order.step_url("start_repair"), headers={"Accept-Language": "en"})
    client.post(order.step_url("mark_ready"), headers={"Accept-Language": "en"})
    assert 'lang="es"' in letter("order-ready").html
    assert 'lang="en"' in letter("order-received").html


def test_the_receipt_goes_with_the_last_letter(walked):
    order = walked("es")
    receipt = letter("order-completed").attachment
    assert receipt.name == f"receipt-{order}.pdf"
    assert receipt.language == "es"
    assert receipt.facts["status"] == "completed"
    assert order.history.filter(document=receipt, email=letter("order-completed")).exists()


def test_the_last_letter_names_the_end_of_the_warranty(walked):
    order = walked("en")
    assert f"under warranty until {order.warranty_until.day} " in letter("order-completed").text


def test_without_warranty_the_last_letter_says_nothing_of_it(order, manager):
    services.change_order(order, by=manager, seen_version=1, warranty_days=0)
    for step in ("start_repair", "mark_ready", "complete"):
        order = take_step(order, step, by=manager)
    assert "warranty" not in letter("order-completed").text


def test_a_letter_after_the_link_was_revoked_holds_no_link_at_all(order, manager):
    services.revoke_tracking_link(order, by=manager)
    for step in ("start_repair", "mark_ready"):
        order = take_step(order, step, by=manager)
    assert "http" not in letter("order-ready").text
    assert "<a " not in letter("order-ready").html


@pytest.mark.parametrize("step", ["queue_diagnosis", "start_diagnosis", "start_repair", "cancel"])
def test_steps_that_do_not_concern_the_client_send_nothing(order, manager, step):
    before = Email.objects.count()
    take_step(order, step, by=manager, note="x")
    assert Email.objects.count() == before


def test_a_notice_that_is_off_leaves_the_others_and_the_step(order, manager, shop):
    ShopProfile.objects.update(notices_off=["order-ready"])
    for step in ("start_repair", "mark_ready", "complete"):
        order = take_step(order, step, by=manager)
    assert order.status == "completed"
    assert not Email.objects.filter(kind="order-ready").exists()
    assert Email.objects.filter(kind="order-completed").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_booking_is_confirmed_in_the_shop_s_own_time(shop, manager, cleo, language):
    Client.objects.update(language=language)
    starts = timezone.now().replace(year=2027, month=7, day=1, hour=9, minute=30)
    booking = services.make_booking(
        by=manager,
        client=Client.objects.get(pk=cleo.pk),
        service_type=ServiceType.objects.create(name="Diagnosis"),
        starts_at=starts,
        ends_at=starts + timedelta(minutes=30),
    )
    mail = letter("booking-confirmed")
    assert ":30" in mail.subject
    assert "10:30" in mail.subject  # British summer time
    assert letters.site(booking.link.get_absolute_url()) in mail.text


# Papers


def printed(order, **how):
    return letters.print_paper(
        type(order).objects.get(pk=order.pk), "receipt", language="en", **how
    )


def test_the_same_facts_are_printed_once(order):
    assert printed(order) == printed(order)
    assert Document.objects.count() == 1


def test_a_paper_is_printed_again_when_the_facts_change(order, manager):
    first = printed(order)
    services.change_order(order, by=manager, seen_version=1, labor_cost=Decimal(40))
    second = printed(order)
    assert second != first
    assert first.facts["sums"]["labor"] == "0.00"
    assert second.facts["sums"]["labor"] == "40.00"
    assert printed(order) == second


def test_what_is_not_on_the_paper_prints_nothing_new(order, manager):
    first = printed(order)
    services.change_order(order, by=manager, seen_version=1, internal_notes="Rude")
    services.add_note(order, by=manager, note="Among us")
    assert printed(order) == first
    assert "Rude" not in str(first.facts)
    assert "Among us" not in str(first.facts)


def test_other_languages_papers_and_kinds_are_other_documents(order):
    kinds = {
        printed(order).pk,
        printed(order, paper="80mm").pk,
        letters.print_paper(order, "receipt", language="es").pk,
        letters.print_paper(order, "intake", language="en").pk,
        letters.print_paper(order, "label", language="en").pk,
    }
    assert len(kinds) == 5
