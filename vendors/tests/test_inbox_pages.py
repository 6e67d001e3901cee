"""The pages on which the desk sorts mail that belongs to no order."""

from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from config.core import workflow
from vendors import services
from vendors.models import Message, VendorWorkOrder
from vendors.states import MessageKind
from vendors.tests.mails import mail


@pytest.fixture
def question():
    """``question("About the tap")`` has come and belongs to nothing."""

    def come(subject="A question", text="When may we come?", **rest):
        raw = mail(text, to="replies@shop.example", subject=subject, **rest).as_bytes()
        return services.file_mail(raw)

    return come


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


def page(message):
    return reverse("vendors:message", args=[message.pk])


def test_what_waits_is_listed_and_what_was_handled_is_behind_a_filter(desk, question, dispatcher):
    question("Still open")
    services.handle_message(question("Dealt with"), by=dispatcher)

    waiting = desk.get("/inbox/").content.decode()
    handled = desk.get("/inbox/?show=handled").content.decode()

    assert "Still open" in waiting
    assert "Dealt with" not in waiting
    assert "Dealt with" in handled
    assert "Still open" not in handled


def test_the_list_is_searched_by_sender_and_subject(desk, question):
    question("About the tap", sender="Zoe <zoe@example.net>")
    question("About the roof")

    assert "About the roof" not in desk.get("/inbox/?q=zoe tap").content.decode()
    assert "About the tap" in desk.get("/inbox/?q=zoe tap").content.decode()
    assert desk.get("/inbox/?q=" + "x" * 500 + "&show=bogus&page=zero").status_code == 200


def test_the_list_needs_no_more_queries_for_more_mail(
    desk, question, django_assert_max_num_queries
):
    for number in range(2):
        question(f"Mail {number}")
    with django_assert_max_num_queries(6):
        desk.get("/inbox/")
    for number in range(40):
        question(f"More {number}")
    with django_assert_max_num_queries(6):
        desk.get("/inbox/")


def test_a_mail_shows_its_words_and_never_its_html(desk, question):
    message = question("<b>Bold</b>", "First\n<script>alert(1)</script>")

    shown = desk.get(page(message)).content.decode()

    assert "First<br>&lt;script&gt;alert(1)" in shown
    assert "<b>Bold" not in shown


def test_the_page_suggests_the_open_orders_of_the_sender(
    desk, question, make_order, django_assert_max_num_queries
):
    order = make_order()
    message = question(sender="Ada <PIPECO@example.com>")

    with django_assert_max_num_queries(8):
        shown = desk.get(page(message)).content.decode()

    assert "Open orders of this sender" in shown
    assert order.number in shown
    assert order.number not in desk.get(page(question(sender="bob@example.net"))).content.decode()


def test_an_order_is_found_by_its_number_or_its_words(desk, question, make_order):
    order, message = make_order(), question(sender="bob@example.net")

    assert order.number in desk.get(f"{page(message)}?find={order.number.lower()}").content.decode()
    assert order.number in desk.get(f"{page(message)}?find=kitchen leak").content.decode()
    assert "No open order fits" in desk.get(f"{page(message)}?find=garage").content.decode()


def test_a_mail_put_with_an_order_is_an_answer_in_its_history(
    desk, question, make_order, manager, dispatcher
):
    order = workflow.take_step(make_order(), "send", by=manager)
    message = question(text="We come tomorrow at 9am.")

    answer = desk.post(f"{page(message)}assign/", {"number": order.number})

    assert answer.url == f"{order.get_absolute_url()}?tab=history"
    message = Message.objects.get()
    assert (message.kind, message.order, message.handled_by) == ("reply", order, dispatcher)
    assert order.history.get(action="reply").message == message
    order = VendorWorkOrder.objects.get()
    assert order.has_news
    assert order.wished_at


def test_a_mail_is_put_with_one_order_only(desk, question, make_order):
    first, second, message = make_order(), make_order(1), question()
    desk.post(f"{page(message)}assign/", {"number": first.number})

    shown = desk.post(f"{page(message)}assign/", {"number": second.number}, follow=True)

    assert f"It belongs to {first.number} already." in shown.content.decode()
    assert not second.history.filter(action="reply").exists()


@pytest.mark.parametrize("number", ["", "VW-1999-0001", "x" * 400, "\0"])
def test_an_order_that_is_not_there_is_said_so(desk, question, number):
    message = question()

    answer = desk.post(f"{page(message)}assign/", {"number": number})

    assert answer.status_code == 422
    assert Message.objects.get().kind == MessageKind.UNKNOWN


def test_a_mail_is_handled_and_put_back(desk, question, dispatcher):
    message = question()

    desk.post(f"{page(message)}done/")
    assert Message.objects.get().handled_by == dispatcher
    desk.post(f"{page(message)}done/", {"back": "1"})

    assert Message.objects.in_the_inbox().get() == message


def test_what_belongs_to_an_order_is_not_put_back(desk, question, make_order):
    order, message = make_order(), question()
    desk.post(f"{page(message)}assign/", {"number": order.number})

    shown = desk.post(f"{page(message)}done/", {"back": "1"}, follow=True).content.decode()

    assert f"It belongs to {order.number} already." in shown
    assert Message.objects.get().handled_at


def test_pictures_are_shown_and_papers_are_saved_in_a_sandbox(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    message = mail("Look.", to="replies@shop.example")
    pixels = BytesIO()
    Image.new("RGB", (40, 30), "red").save(pixels, "PNG")
    message.add_attachment(pixels.getvalue(), maintype="image", subtype="png", filename="a.png")
    message.add_attachment(
        b"%PDF-1.4\n%%EOF\n", maintype="application", subtype="pdf", filename="offer.pdf"
    )
    message = services.file_mail(message.as_bytes())
    picture, paper = message.files.order_by("pk")

    shown = desk.get(f"{page(message)}files/{picture.pk}/")
    saved = desk.get(f"{page(message)}files/{paper.pk}/")

    assert shown["Content-Type"] == "image/jpeg"
    assert saved["Content-Disposition"].startswith("attachment")
    assert "sandbox" in saved["Content-Security-Policy"]
    assert "offer.pdf" in desk.get(page(message)).content.decode()


def test_files_are_reached_through_their_own_mail_only(desk, question, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    message = mail("Look.", to="replies@shop.example")
    message.add_attachment(
        b"%PDF-1.4\n%%EOF\n", maintype="application", subtype="pdf", filename="offer.pdf"
    )
    paper = services.file_mail(message.as_bytes()).files.get()

    assert desk.get(f"{page(question())}files/{paper.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["technician", "reader", "stranger"])
def test_the_inbox_is_for_the_desk(client, request, question, who):
    client.force_login(request.getfixturevalue(who))
    message = question()

    for path in ("/inbox/", "/inbox/stream/", page(message)):
        assert client.get(path).status_code == 403
    for path in ("assign/", "done/"):
        assert client.post(page(message) + path).status_code == 403


def test_nothing_changes_by_looking(desk, question):
    message = question()

    assert desk.get(f"{page(message)}done/").status_code == 405
    assert desk.get(f"{page(message)}assign/").status_code == 405
    assert Message.objects.in_the_inbox().exists()
