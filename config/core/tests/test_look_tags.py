import datetime
import re
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone, translation

from config.core.templatetags import docket

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 21, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def drawn(source, **context):
    return Template(source).render(Context(context))


def words(html):
    return re.sub("<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (datetime.timedelta(seconds=30), "just now"),
        (datetime.timedelta(minutes=8), "8 min"),
        (datetime.timedelta(hours=2, minutes=40), "2 h"),
        (datetime.timedelta(hours=7), "Today, 05:00"),
        (datetime.timedelta(days=1), "Yesterday, 12:00"),
        (datetime.timedelta(days=2), "Thu 19 Nov, 12:00"),
        (datetime.timedelta(days=365), "Fri 21 Nov 2025, 12:00"),
        (datetime.timedelta(hours=-5), "Today, 17:00"),
        (datetime.timedelta(days=-1), "Tomorrow, 12:00"),
    ],
)
def test_times_are_short_and_near(ago, said):
    assert words(docket.when(NOW - ago)) == said


def test_the_full_time_is_one_hover_away():
    html = docket.when(NOW - datetime.timedelta(days=1))

    assert 'datetime="2026-11-20T12:00+00:00"' in html
    assert 'title="Friday 20 November 2026, 12:00"' in html


def test_times_are_told_in_the_zone_of_the_shop():
    with timezone.override("America/Sao_Paulo"):
        assert words(docket.when(NOW - datetime.timedelta(hours=10))) == "Yesterday, 23:00"


def test_times_are_told_in_the_language_of_the_reader():
    with translation.override("es"):
        assert "vie" in words(docket.when(NOW - datetime.timedelta(days=8))).lower()


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (datetime.date(2026, 11, 20), "Yesterday"),
        (datetime.date(2026, 11, 21), "Today"),
        (datetime.date(2026, 11, 22), "Tomorrow"),
        (datetime.date(2026, 11, 25), "Wed 25 Nov"),
        (datetime.date(2027, 1, 4), "Mon 4 Jan 2027"),
        (NOW, "Today"),
        (None, ""),
    ],
)
def test_days_are_named_as_people_name_them(date, said):
    assert docket.day(date) == said


def test_an_amount_comes_with_its_currency():
    assert docket.money(Decimal("189")) == "£189.00"
    assert docket.money(Decimal(0)) == "£0.00"


def test_no_amount_is_no_word():
    assert docket.money(None) == ""


def test_a_badge_carries_its_word():
    html = drawn('{% badge "awaiting_approval" "Waits" %}{% badge "out_of_stock" extra="lg" %}')

    assert html == (
        '<span class="badge" data-status="awaiting_approval">Waits</span>'
        '<span class="badge lg" data-status="out_of_stock">Out of stock</span>'
    )


def test_what_people_typed_stays_text_in_a_badge():
    assert "<b>" not in drawn("{% badge 'open' label %}", label="<b>bold</b>")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Priya Raman", "PR"), ("Ana de la Cruz", "AC"), ("cleo", "CL"), ("", "")],
)
def test_a_person_is_drawn_by_two_letters(name, letters):
    assert docket.initials(name) == letters


def test_a_colleague_without_a_name_is_drawn_by_the_user_name(stranger, manager):
    assert (docket.initials(stranger), docket.initials(manager)) == ("ST", "MO")


def test_an_imei_is_grouped_as_on_its_box():
    assert docket.imei("356937110248161") == "35 693711 024816 1"
    assert docket.imei("F4K7Q2NXPL") == "F4K7Q2NXPL"


def test_a_qr_code_is_drawn_into_the_page_without_styles():
    html = drawn("{% qr url 'Tracking link' %}", url="https://docket.example/track/abc")

    assert html.startswith('<svg class="qr" viewBox="0 0 33 33" role="img"')
    assert "<title>Tracking link</title>" in html
    assert "style=" not in html


@pytest.mark.parametrize("color", ["#ffee00", "#2557c7", "#000000", "#ffffff", "#ff9900"])
@pytest.mark.parametrize("background", ["#ffffff", "#171c23"])
def test_any_colour_of_a_shop_can_be_read(color, background):
    shade = docket.readable_on(color, background)

    assert docket._contrast(docket._channels(shade), docket._channels(background)) >= 4.5


def test_a_colour_that_can_be_read_is_kept():
    assert docket.readable_on("#2557c7", "#ffffff") == "#2557c7"


def test_a_session_is_told_by_browser_and_device():
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"

    assert docket.browser(edge) == "Edge, Windows"
    assert docket.browser(phone) == "Safari, iPhone"
    assert docket.browser("curl/8.0") == "curl/8.0"
