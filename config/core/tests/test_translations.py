"""The catalogues are whole, and what people read is in their language."""

import gettext
import re
from datetime import date

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from config.core.models import Email
from config.core.templatetags.docket import day
from config.core.workflow import take_step
from serviceorders import papers
from serviceorders.models import Client

LOCALES = {"es": "es", "pt-br": "pt_BR"}
NAMED = re.compile(r"{\w+}|%\(\w+\)[a-z]|%%s?|%s")


def catalogue(locale):
    with (settings.BASE_DIR / f"locale/{locale}/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file)


def entries(locale):
    """(context, msgids, msgstrs) of each message, the plural ones with all their forms."""
    for message in catalogue(locale):
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            texts = [message.string] if isinstance(message.string, str) else list(message.string)
            yield message.context, ids, texts


def compiled(locale):
    with (settings.BASE_DIR / f"locale/{locale}/LC_MESSAGES/django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


@pytest.fixture
def walked(order, manager):
    """The order of a client who reads this language, handed over."""

    def walk(language):
        Client.objects.update(language=language)
        moved = order
        moved.client.refresh_from_db()
        for step in ("start_repair", "mark_ready", "complete"):
            moved = take_step(moved, step, by=manager)
        return moved

    return walk


@pytest.mark.parametrize("locale", LOCALES.values())
def test_nothing_is_left_untranslated(locale):
    assert [ids for _context, ids, texts in entries(locale) if not all(texts)] == []


@pytest.mark.parametrize("locale", LOCALES.values())
def test_nothing_is_only_guessed(locale):
    assert [message.id for message in catalogue(locale) if message.id and message.fuzzy] == []


def test_both_catalogues_hold_the_same_messages():
    spanish, portuguese = (
        {(context, *ids) for context, ids, _texts in entries(locale)} for locale in LOCALES.values()
    )
    assert spanish == portuguese


@pytest.mark.parametrize("locale", LOCALES.values())
def test_every_translation_names_what_its_original_names(locale):
    wrong = []
    for _context, ids, texts in entries(locale):
        for number, text in enumerate(texts):
            original = ids[0] if number == 0 else ids[-1]
            if sorted(NAMED.findall(text)) != sorted(NAMED.findall(original)):
                wrong.append((original, text))
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES.values())
def test_the_compiled_catalogue_says_what_the_readable_one_says(locale):
    translations = compiled(locale)
    expected = {}
    for context, ids, texts in entries(locale):
        key = f"{context}\x04{ids[0]}" if context else ids[0]
        forms = {(key, number): text for number, text in enumerate(texts)}
        expected |= forms if len(ids) > 1 else {key: texts[0]}
    assert {key: text for key, text in translations._catalog.items() if key} == expected


@pytest.mark.parametrize(
    ("language", "far", "near"),
    [("es", "sáb 9 nov 2019", "Hoy"), ("pt-br", "Sab, 9 nov 2019", "Hoje")],
)
def test_days_are_written_as_the_reader_writes_them(language, far, near):
    with translation.override(language):
        assert day(date(2019, 11, 9)) == far
        assert day(timezone.localdate()) == near


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", ["Todo listo, gracias", "Su equipo", "Historial", "Completada"]),
        ("pt-br", ["Tudo pronto, obrigado", "Seu aparelho", "Histórico", "Concluído"]),
    ],
)
def test_the_tracking_page_is_in_the_clients_language(client, walked, language, words):
    page = client.get(walked(language).tracking_link.get_absolute_url())
    text = page.content.decode()
    assert f'lang="{language}"' in text
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("language", "status", "title"),
    [("es", "Completada", "Recibo"), ("pt-br", "Concluído", "Recibo")],
)
def test_a_receipt_is_in_the_clients_language(walked, language, status, title):
    facts, _images = papers.facts_of(walked(language), "receipt", language=language)
    assert facts["status_label"] == status
    with translation.override(language):
        text = render_to_string("serviceorders/pdf/receipt.html", facts | {"medium": "pdf"})
    assert title in text
    assert "Receipt" not in text


def test_a_labels_days_are_short_enough_for_it(walked):
    order = walked("es")
    facts, _images = papers.facts_of(order, "label", language="es")
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", facts["date"])
    assert re.fullmatch(r"\d\d/\d\d/\d{4}|", facts["due"])


@pytest.mark.parametrize(
    ("language", "subject", "opening"),
    [
        ("es", "Su Apple iPhone 13 está listo", "Hola, Cleo Marsh:"),
        ("pt-br", "Seu Apple iPhone 13 está pronto", "Olá, Cleo Marsh!"),
    ],
)
def test_a_letter_is_in_the_clients_language(walked, language, subject, opening):
    walked(language)
    letter = Email.objects.get(kind="order-ready")
    assert letter.subject.startswith(subject)
    assert letter.text.startswith(opening)


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", ["Nueva orden", "Órdenes por estado"]), ("pt-br", ["Nova ordem", "Ordens por status"])],
)
def test_staff_pages_follow_the_reader_and_not_the_client(client, manager, order, language, words):
    client.force_login(manager)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    text = client.get(reverse("serviceorders:list")).content.decode()
    assert [word for word in words if word not in text] == []
