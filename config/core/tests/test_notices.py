import pytest
from django.core.exceptions import ValidationError

from config.core import notices
from config.core.models import Email, NoticeText, ShopProfile
from config.core.models.shop import current_shop

FACTS = {"client": "Cleo", "number": "OS-2026-0001", "device": "iPhone", "shop": "My shop"}


def sent(**given):
    details = {"to": "cleo@example.org", "language": "en", "facts": FACTS, "link": "https://x/"}
    return notices.send("order-received", **(details | given))


def own_words(language="en", **words):
    return NoticeText.objects.create(slug="order-received", language=language, **words)


def test_a_notice_is_a_queued_e_mail_in_our_words():
    mail = sent()
    assert mail.subject == "We have your iPhone: OS-2026-0001"
    assert mail.text.startswith("Hello Cleo,\n\nthank you for bringing us your iPhone.")
    assert mail.text.endswith("Follow your order: https://x/")
    assert (mail.kind, mail.to, mail.state) == ("order-received", "cleo@example.org", "queued")


def test_a_notice_that_is_switched_off_is_not_sent():
    current_shop()
    ShopProfile.objects.update(notices_off=["order-received"])
    assert sent() is None
    assert not Email.objects.exists()


def test_other_notices_go_out_all_the_same():
    current_shop()
    ShopProfile.objects.update(notices_off=["order-ready"])
    assert sent() is not None


def test_nobody_without_an_address_is_written_to():
    assert sent(to="") is None
    assert not Email.objects.exists()


def test_the_shop_s_own_words_go_before_ours_in_their_language_alone():
    own_words(subject="{device} is here", body="Hi {client}")
    assert sent().subject == "iPhone is here"
    assert sent().text.startswith("Hi Cleo\n")
    assert sent(language="es").subject != "iPhone is here"


@pytest.mark.parametrize(
    "text",
    [
        "{0.__class__}",
        "{client.__class__.__mro__}",
        "{client!r}",
        "{client:>1000000}",
        "{{7|add:1330}}",
        "{% debug %}",
        "%s %(client)s %n 100%",
        "${client.upper}",
        "{nobody}",
        "{",
        "}{",
        "{}",
        "\\g<0> \\1",
    ],
)
def test_nothing_but_a_known_name_in_braces_means_anything(text):
    assert notices.fill(text, FACTS) == text


def test_what_a_client_typed_is_never_read_as_a_placeholder():
    facts = FACTS | {"client": "{number} {client}", "device": "\\1 \\g<0>"}
    assert notices.fill("{client}: {device}", facts) == "{number} {client}: \\1 \\g<0>"


def test_a_template_in_the_shop_s_words_is_printed_and_never_run():
    own_words(subject="{{7|add:1330}} {0.__class__}", body="{% now 'Y' %} %s {client}")
    mail = sent()
    assert mail.subject == "{{7|add:1330}} {0.__class__}"
    assert mail.text.startswith("{% now 'Y' %} %s Cleo")
    assert "1337" not in mail.html


def test_what_a_client_typed_is_escaped_in_the_html():
    mail = sent(facts=FACTS | {"client": "<script>alert(1)</script>"})
    assert "<script>alert(1)</script>" in mail.text
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html


def test_a_subject_is_one_line_however_it_was_typed():
    mail = sent(facts=FACTS | {"device": "iPhone\r\nBcc: all@example.org\n" + "x" * 300})
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert len(mail.subject) == 200


@pytest.mark.parametrize("text", ["{clinet}", "{0.__class__}", "{client.name}", "{}", "{ client }"])
def test_a_placeholder_the_notice_does_not_have_is_refused_where_it_is_typed(text):
    with pytest.raises(ValidationError, match=r"You can use: \{client\}, \{number\}"):
        notices.check_placeholders(notices.declared["order-received"], text)


def test_the_placeholders_of_a_notice_are_taken():
    for notice in notices.declared.values():
        notices.check_placeholders(notice, str(notice.subject) + str(notice.body))
        notices.check_placeholders(notice, f"Hello {{{notice.placeholders[0]}}}")
