"""An answer is taken once, and shown as it was recorded."""

import io
from decimal import Decimal

import pytest
from django.utils import timezone
from PIL import Image

from config.core import workflow
from config.core.images import clean_photo
from config.core.models import Email, ShopProfile
from serviceorders import services
from serviceorders.models import Answer, DecisionLink, ServiceOrder


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


def url_of(order):
    return order.decision_link.get_absolute_url()


def form_of(client, url):
    """What the page would send besides what a person types."""
    return {"once": client.get(url).context["form"]["once"].value()}


def test_a_question_sent_twice_is_asked_once(client, asked):
    url = url_of(asked)
    typed = form_of(client, url) | {"kind": "asked", "name": "Cleo", "text": "Is my data safe?"}
    answers = [client.post(url, typed) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {302}
    assert Answer.objects.count() == 1
    assert asked.history.filter(action="question").count() == 1


def test_two_questions_are_two(client, asked):
    url = url_of(asked)
    for text in ("Is my data safe?", "And my photos?"):
        client.post(url, form_of(client, url) | {"kind": "asked", "name": "Cleo", "text": text})

    assert Answer.objects.count() == 2


def test_a_question_is_shown_whenever_the_link_is_opened(client, asked):
    url = url_of(asked)
    client.post(url, {"kind": "asked", "name": "Cleo", "text": "Is my <b>data</b> safe?"})
    text = client.get(url).content.decode()

    assert "Is my &lt;b&gt;data&lt;/b&gt; safe?" in text
    assert "We have your question" in text
    assert 'name="kind"' in text


def test_an_approval_sent_twice_ends_on_what_was_recorded(client, asked):
    url = url_of(asked)
    typed = form_of(client, url) | {"kind": "approved", "name": "Cleo Marsh"}
    for _ in range(2):
        page = client.post(url, typed, follow=True)
        assert page.status_code == 200
        assert "Recorded for Cleo Marsh" in page.content.decode()

    assert Answer.objects.count() == 1


def test_an_estimate_that_differs_from_the_order_is_never_shown(client, asked):
    """However it came about: the services void the link themselves."""
    url = url_of(asked)
    ServiceOrder.objects.filter(pk=asked.pk).update(estimated_cost=Decimal(99))

    assert client.get(url).status_code == 404


def test_an_ended_link_answers_as_an_unknown_one(client, asked):
    url = url_of(asked)
    DecisionLink.objects.update(expires_at=timezone.now())

    same = {"X-Request-ID": "the-same-one"}
    ended, unknown = (client.get(each, headers=same) for each in (url, "/approve/unknown/"))
    assert (ended.status_code, unknown.status_code) == (404, 404)
    assert ended.content == unknown.content


def test_the_estimate_comes_with_the_photos_for_the_client(
    client, asked, manager, settings, tmp_path, django_assert_max_num_queries
):
    settings.MEDIA_ROOT = tmp_path
    for caption, public in (("Swollen battery", True), ("Serial plate", False)):
        file = io.BytesIO()
        Image.new("RGB", (40, 30)).save(file, "JPEG")
        file.seek(0)
        services.add_photos(
            asked, by=manager, photos=[clean_photo(file)], caption=caption, public=public
        )
    url = url_of(asked)
    client.get(url)
    with django_assert_max_num_queries(5):  # one asks which desk's link it is
        text = client.get(url).content.decode()

    assert "Swollen battery" in text
    assert "Serial plate" not in text
    assert asked.tracking_link.token not in text
    (shown,) = asked.photos.filter(public=True)
    (hidden,) = asked.photos.filter(public=False)
    assert client.get(f"{url}pictures/{shown.pk}/thumb.jpg").status_code == 200
    assert client.get(f"{url}pictures/{hidden.pk}/thumb.jpg").status_code == 404
    asked.revoke_decision_links()
    assert client.get(f"{url}pictures/{shown.pk}/thumb.jpg").status_code == 404


def test_the_answer_to_a_question_reaches_the_client(client, asked, manager):
    url = url_of(asked)
    client.post(url, {"kind": "asked", "name": "Cleo", "text": "Is my data safe?"})
    assert "will answer soon" in client.get(url).text
    services.add_note(asked, by=manager, note="We never open it.", public=True)

    page = client.get(url).text
    assert "We have answered your question." in page
    assert "We never open it." in page
    letter = Email.objects.get(kind="order-answered")
    assert "We never open it." in letter.text
    assert url in letter.text


def test_a_public_note_that_answers_no_question_is_not_mailed(asked, manager):
    services.add_note(asked, by=manager, note="The part is on its way.", public=True)

    assert not Email.objects.filter(kind="order-answered").exists()


def test_the_desk_sees_who_answered_and_when(client, asked, manager):
    client.post(url_of(asked), {"kind": "approved", "name": "Eve Marsh"})
    client.force_login(manager)

    assert "Eve Marsh, <time" in client.get(asked.get_absolute_url()).text


@pytest.mark.parametrize(
    ("email", "off", "said"),
    [
        ("", [], "Not sent: no e-mail address"),
        ("cleo@example.org", ["order-estimate"], "Not sent: this e-mail is switched off"),
    ],
)
def test_the_desk_sees_that_an_estimate_was_not_sent(client, asked, manager, email, off, said):
    asked.client.email = email
    asked.client.save()
    ShopProfile.objects.update(notices_off=off)
    client.force_login(manager)

    assert said in client.get(asked.get_absolute_url()).text


def test_the_link_is_shown_to_those_who_may_record_the_answer(client, asked, dispatcher, reader):
    for user, shown in ((dispatcher, True), (reader, False)):
        client.force_login(user)
        text = client.get(asked.get_absolute_url()).content.decode()
        assert (asked.decision_link.token in text) is shown


def test_too_many_answers_from_one_address_are_told_to_wait(client, asked):
    url = url_of(asked)
    answers = [client.post(url, {}).status_code for _ in range(31)]

    assert set(answers[:30]) == {422}
    assert answers[30] == 429
