"""What of a mail is new, and which date it offers."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from vendors.mail import offered_date
from vendors.mail.words import text_of_html, without_quotes

SATURDAY = datetime(2026, 11, 21, 10, tzinfo=ZoneInfo("Europe/London"))

QUOTES = [
    "On Fri, Nov 20, 2026 at 4:15 PM Docket <docket@localhost> wrote:\n> please answer",
    "El vie, 20 nov 2026 a las 16:15, Docket (<docket@localhost>) escribió:\n> please answer",
    "Em sex., 20 de nov. de 2026 às 16:15, Docket <docket@localhost> escreveu:\n> please answer",
    "Am 20.11.26 um 16:15 schrieb Docket:\n> please answer",
    "-----Original Message-----\nFrom: Docket\nSent: Friday\nTo: Ada\nSubject: Leak\n\nplease answer",
    "From: Docket <docket@localhost>\nSent: Friday, November 20, 2026 4:15 PM\nTo: Ada <a@b.c>\nSubject: Leak\n\nplease answer",
    "De: Docket <docket@localhost>\nEnviado: sexta-feira, 20 de novembro\nPara: Ada\n\nplease answer",
    "> please answer",
]


@pytest.mark.parametrize("quote", QUOTES)
def test_what_is_quoted_is_cut_off(quote):
    assert without_quotes(f"Tuesday at 9 is fine.\n\n{quote}") == "Tuesday at 9 is fine."


def test_an_answer_below_the_quote_is_found():
    assert without_quotes("> Which date?\n> Docket\n\nTuesday") == "Tuesday"


def test_a_mail_that_is_nothing_but_a_quote_is_kept_whole():
    assert without_quotes("> Which date?") == "> Which date?"


def test_a_long_answer_keeps_its_end():
    told = "It leaks. " * 900
    assert without_quotes(told) == told.strip()


def test_html_becomes_lines():
    html = "<style>p{}</style><p>One &amp; two</p><ul><li>three</li></ul><br>&lt;b&gt;"
    assert text_of_html(html) == "One & two\n\nthree\n<b>"


DATES = {
    "Tuesday 24th 9am": "2026-11-24 09:00",
    "on 24/11 at 14:00": "2026-11-24 14:00",
    "on 11/24 at 8am": "2026-11-24 08:00",
    "tomorrow morning": "2026-11-22 09:00",
    "2026-11-25T15:30": "2026-11-25 15:30",
    "2026-11-25": "2026-11-25 09:00",
    "We can come Tuesday at 2": "2026-11-24 14:00",
    "Friday 9-11am": "2026-11-27 09:00",
    "9am on Tuesday": "2026-11-24 09:00",
    "November 30th, 3pm": "2026-11-30 15:00",
    "24.11. 9:00": "2026-11-24 09:00",
    "I can't do Tuesday, but Wednesday 25th at 10:30 works": "2026-11-25 10:30",
    "on the 3rd": "2026-12-03 09:00",
    "el martes 24 a las 9": "2026-11-24 09:00",
    "mañana por la mañana": "2026-11-22 09:00",
    "el jueves por la tarde": "2026-11-26 14:00",
    "terça-feira às 14h": "2026-11-24 14:00",
    "no dia 30 às 8h30": "2026-11-30 08:30",
    "amanhã à tarde": "2026-11-22 14:00",
}
NO_DATES = [
    "Thanks, all clear.",
    "The 1/2 inch pipe is broken.",
    "We were there on Monday.",
    "Not before Friday.",
    "Monday 24th",  # a Tuesday
    "Order 2026-11-01",
    "today at 9am",  # an hour ago
    "31/02 at 9am",
    "Tuesday does not work",
    "I may need 25 units",
]


@pytest.mark.parametrize(("said", "meant"), DATES.items())
def test_an_offered_date_is_understood(said, meant):
    assert f"{offered_date(said, now=SATURDAY):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize("said", NO_DATES)
def test_what_is_no_offer_of_a_date_ahead_is_none(said):
    assert offered_date(said, now=SATURDAY) is None


def test_the_shop_says_whether_the_day_or_the_month_comes_first():
    said = "on 12/01 at 9"
    assert f"{offered_date(said, now=SATURDAY):%Y-%m-%d}" == "2027-01-12"
    assert f"{offered_date(said, now=SATURDAY, day_first=False):%Y-%m-%d}" == "2026-12-01"
