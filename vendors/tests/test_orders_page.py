"""The page of a vendor order: its steps, its date, the vendor's answer and all that was written about it."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from config.core import outbox, workflow
from config.core.actors import VENDOR
from config.core.images import CleanPhoto
from config.core.models import Email
from vendors import services
from vendors.models import IssuePhoto, Message, MessageFile, VendorPhoto, VendorWorkOrder
from vendors.tests.mails import bounce


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


@pytest.fixture
def sent(make_order, manager):
    return workflow.take_step(make_order(), "send", by=manager)


def fresh(order):
    return VendorWorkOrder.objects.get(pk=order.pk)


def page(client, order, tab="details"):
    return client.get(order.get_absolute_url(), {"tab": tab}).content.decode()


def post(client, order, name, *parts, **data):
    return client.post(reverse(f"vendors:{name}", args=[order.number, *parts]), data, follow=True)


def reply_to(order, text="Tuesday is fine"):
    message = Message.objects.create(
        digest=f"{order.pk}-{order.messages.count()}",
        kind="reply",
        order=order,
        sender="ada@example.com",
        text=text,
    )
    order.log("reply", by=VENDOR, message=message)
    return message


def attach(message, name, content_type, data=b"data"):
    found = MessageFile(message=message, name=name, content_type=content_type)
    found.file.save("", ContentFile(data))
    return found


# Steps


def test_a_draft_without_a_vendor_says_so_and_leads_to_the_form(desk, make_order):
    order = make_order(vendor=None)
    text = page(desk, order)
    assert "Choose the vendor first." in text
    assert f"{order.get_absolute_url()}edit/#vendor" in text
    post(desk, order, "order_step", "send", seen="draft")
    assert fresh(order).status == "draft"


def test_steps_are_taken_from_the_page_and_a_stale_one_is_refused(desk, make_order):
    order = make_order()
    post(desk, order, "order_step", "send", seen="draft")
    assert fresh(order).status == "in_progress"
    said = post(desk, order, "order_step", "complete", seen="draft").content.decode()
    assert "was moved to In progress" in said
    assert fresh(order).status == "in_progress"
    assert post(desk, order, "order_step", "fly").status_code == 404


def test_reopening_needs_a_note(desk, sent, manager):
    order = workflow.take_step(sent, "complete", by=manager)
    post(desk, order, "order_step", "reopen")
    assert fresh(order).status == "completed"
    post(desk, order, "order_step", "reopen", note="It leaks again")
    assert fresh(order).status == "in_progress"


# The date


def test_one_tap_agrees_to_the_date_the_vendor_offers(desk, sent):
    wished = timezone.now().replace(microsecond=0) + timedelta(days=3)
    services.offer_date(sent, at=wished)
    text = page(desk, sent)
    assert "Schedule confirmed for" in text
    tap = text.partition('name="at" value="')[2].partition('"')[0]
    post(desk, sent, "order_schedule", at=tap)
    order = fresh(sent)
    assert (order.scheduled_at, order.wished_at, order.has_news) == (wished, None, False)
    assert "Schedule confirmed for" not in page(desk, sent)


def test_another_date_is_typed_and_nonsense_stays_to_be_mended(desk, sent):
    assert post(desk, sent, "order_schedule", at="2027-03-01T09:30").status_code == 200
    assert timezone.localtime(fresh(sent).scheduled_at).strftime("%d.%m. %H:%M") == "01.03. 09:30"
    for nonsense in ("soon", "9999-01-01T00:00", ""):
        response = post(desk, sent, "order_schedule", at=nonsense)
        assert response.status_code == 422
        assert f'value="{nonsense}"' in response.content.decode() or not nonsense


def test_a_draft_gets_no_date_that_way(desk, make_order):
    order = make_order()
    said = post(desk, order, "order_schedule", at="2027-03-01T09:30").content.decode()
    assert "is Draft" in said
    assert fresh(order).scheduled_at is None


# The vendor's answer


def test_news_stays_until_somebody_has_seen_it(desk, sent):
    services.accept(sent, note="With pleasure")
    assert "Mark as seen" in page(desk, sent)
    post(desk, sent, "order_seen")
    text = page(desk, sent)
    assert "Mark as seen" not in text
    assert "With pleasure" in text


def test_a_declined_order_goes_to_the_next_vendor_with_one_tap(desk, sent, make_vendor):
    other = make_vendor("Alder Plumbing", "plumbing")
    services.decline(sent, note="Booked out")
    text = page(desk, sent)
    assert "Booked out" in text
    assert "Recall and choose Alder Plumbing" in text
    post(desk, sent, "order_another_vendor", vendor=other.pk)
    order = fresh(sent)
    assert (order.status, order.vendor, order.link) == ("draft", other, None)


@pytest.mark.parametrize("vendor", ["", "x", "0", "9" * 40])
def test_a_vendor_there_is_not_changes_nothing(desk, sent, vendor):
    assert post(desk, sent, "order_another_vendor", vendor=vendor).status_code == 200
    assert fresh(sent).status == "in_progress"


def test_nobody_gets_an_order_who_gets_no_more_work(desk, sent, make_vendor):
    gone = make_vendor("Gone Ltd", "plumbing", active=False)
    post(desk, sent, "order_another_vendor", vendor=gone.pk)
    assert fresh(sent).status == "in_progress"


def test_the_vendor_s_page_is_replaced_and_the_old_link_dies(desk, sent):
    old = sent.link
    assert old.get_absolute_url() in page(desk, sent)
    post(desk, sent, "order_link_replace")
    text = page(desk, sent)
    assert old.get_absolute_url() not in text
    assert fresh(sent).link.get_absolute_url() in text


# The history


def test_every_e_mail_says_its_way_and_what_went_wrong(desk, sent):
    Email.objects.filter(topic=sent.topic).update(state="bounced", error="no such mailbox")
    assert "did not arrive" in page(desk, sent)
    text = page(desk, sent, "history")
    assert "Queued" in text
    assert "Bounced" in text
    assert "no such mailbox" in text


@pytest.mark.parametrize("state", ["sent", "failed", "bounced"])
def test_an_e_mail_is_sent_again_under_the_same_message_id(desk, sent, state):
    Email.objects.filter(topic=sent.topic).update(state=state)
    email = Email.objects.get(topic=sent.topic)
    assert "Resend" in page(desk, sent, "history")
    post(desk, sent, "order_resend", email.pk)
    again = Email.objects.get(topic=sent.topic)
    assert (again.pk, again.state, again.message_id) == (email.pk, "queued", email.message_id)
    assert sent.history.filter(action="resent").count() == 1


def test_what_waits_or_is_of_an_earlier_time_is_not_sent_again(desk, sent, manager):
    email = Email.objects.get(topic=sent.topic)
    post(desk, sent, "order_resend", email.pk)
    assert not sent.history.filter(action="resent").exists()
    Email.objects.filter(pk=email.pk).update(state="sent")
    order = workflow.take_step(sent, "recall", by=manager)
    post(desk, sent, "order_resend", email.pk)
    workflow.take_step(order, "send", by=manager)
    post(desk, sent, "order_resend", email.pk)
    assert Email.objects.get(pk=email.pk).state == "sent"


def test_an_e_mail_to_an_address_the_vendor_left_is_not_sent_again(desk, sent, plumber):
    Email.objects.filter(topic=sent.topic).update(state="bounced")
    plumber.email = "new@example.com"
    plumber.save()
    assert "Resend" not in page(desk, sent, "history")
    email = Email.objects.get(topic=sent.topic)
    said = post(desk, sent, "order_resend", email.pk).content.decode()
    assert "new@example.com" in said
    assert Email.objects.get(pk=email.pk).state == "bounced"


def test_the_e_mail_of_another_order_is_not_found_here(desk, sent, make_order, manager):
    other = workflow.take_step(make_order(1), "send", by=manager)
    Email.objects.filter(topic=other.topic).update(state="failed")
    email = Email.objects.get(topic=other.topic)
    assert post(desk, sent, "order_resend", email.pk).status_code == 404


def test_replies_stand_in_the_history_with_their_files(desk, sent):
    message = reply_to(sent, "We <b>come</b> on Tuesday")
    picture = attach(message, "pipe.jpg", "image/jpeg")
    paper = attach(message, "offer.html", "text/html", b"<script>")
    text = page(desk, sent, "history")
    assert "We &lt;b&gt;come&lt;/b&gt; on Tuesday" in text
    assert "offer.html" in text
    shown = desk.get(reverse("vendors:order_file", args=[sent.number, picture.pk]))
    assert shown["Content-Type"] == "image/jpeg"
    kept = desk.get(reverse("vendors:order_file", args=[sent.number, paper.pk]))
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept["Content-Security-Policy"].startswith("sandbox")
    assert kept["Content-Type"] == "application/octet-stream"


def test_a_file_of_another_order_is_not_found_here(desk, sent, make_order):
    found = attach(reply_to(make_order(1)), "pipe.jpg", "image/jpeg")
    response = desk.get(reverse("vendors:order_file", args=[sent.number, found.pk]))
    assert response.status_code == 404


def test_the_vendor_s_photos_are_shown_in_their_two_sizes(desk, sent):
    clean = CleanPhoto(b"large", 640, 480, b"small")
    with VendorPhoto.stored([clean], order=sent) as (photo,):
        photo.save()
    address = reverse("vendors:vendor_photo", args=[sent.number, photo.pk, "thumb"])
    assert address in page(desk, sent)
    assert desk.get(address).content == b"small"
    assert desk.get(address.replace("thumb", "huge")).status_code == 404


def test_a_note_is_kept_in_the_history_and_an_empty_one_is_not(desk, sent):
    post(desk, sent, "order_note", note="Key is with the caretaker")
    assert "Key is with the caretaker" in page(desk, sent, "history")
    assert post(desk, sent, "order_note", note="").status_code == 422
    assert sent.history.filter(action="note").count() == 1


# Who sees what, and what it costs


def test_who_may_only_read_sees_no_amount_and_may_press_nothing(
    client, reader, make_order, manager
):
    order = workflow.take_step(make_order(amount="181.50"), "send", by=manager)
    client.force_login(reader)
    text = page(client, order) + page(client, order, "history")
    assert "181.50" not in text
    assert order.link.get_absolute_url() not in text
    for name in ("order_seen", "order_schedule", "order_note", "order_link_replace"):
        assert post(client, order, name, at="2027-03-01T09:30", note="x").status_code == 403
    assert post(client, order, "order_step", "complete").status_code == 403


def test_a_stranger_sees_no_order(client, stranger, sent):
    client.force_login(stranger)
    assert client.get(sent.get_absolute_url()).status_code == 403


def test_the_fragment_answers_htmx_and_the_page_a_browser(desk, sent):
    fragment = desk.get(sent.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="panel"')
    assert "<html" in page(desk, sent)


@pytest.mark.parametrize("tab", ["details", "history"])
def test_the_page_asks_the_database_no_more_however_much_there_is(
    desk, sent, manager, asked, tab, make_vendor, django_assert_max_num_queries
):
    make_vendor("Alder Plumbing", "plumbing")
    services.decline(sent, note="Booked out")
    issue = asked.issues.first()
    page(desk, sent, tab)
    for count in (2, 38):
        for _nth in range(count):
            sent.photos.add(IssuePhoto.objects.create(issue=issue, width=1, height=1))
            VendorPhoto.objects.create(order=sent, width=1, height=1)
            attach(reply_to(sent), "pipe.jpg", "image/jpeg")
            services.add_note(sent, by=manager, note="Called")
        with django_assert_max_num_queries(8):
            page(desk, sent, tab)


# An e-mail that came back


@pytest.fixture
def returned(sent):
    """The order whose e-mail was returned by the vendor's mail server."""
    while outbox.work_once():
        pass
    email = sent.history.get(email__kind="vendor-order").email
    services.file_mail(bounce(email))
    return fresh(sent)


def test_a_returned_e_mail_is_not_called_an_answer(desk, returned):
    text = page(desk, returned)
    assert "An e-mail to pipeco@example.com did not arrive." in text
    assert "The vendor replied." not in text
    assert "Mark as seen" in text
    post(desk, returned, "order_seen")
    assert "Mark as seen" not in page(desk, returned)


def test_an_answer_after_a_returned_e_mail_is_called_one(desk, returned):
    services.accept(returned)
    assert "The vendor accepted." in page(desk, returned)


def test_the_history_says_nothing_of_our_own_e_mail_that_came_along(desk, returned):
    text = page(desk, returned, "history")
    assert "could not be delivered" in text
    assert "Not kept" not in text


@pytest.mark.parametrize("why", ["declined", "returned"])
def test_completing_is_not_the_usual_step_where_the_vendor_does_not_come(desk, sent, why, request):
    assert usual_step(desk, sent) == ["Mark completed"]
    if why == "declined":
        services.decline(sent, note="Full up")
    else:
        request.getfixturevalue("returned")
    assert usual_step(desk, sent) == []


def usual_step(client, order):
    steps = client.get(order.get_absolute_url()).context["steps"]
    assert all(step.allowed for step in steps)
    return [str(step.label) for step in steps if step.primary]
