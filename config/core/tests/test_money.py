from decimal import Decimal

import pytest
from django.utils import translation

from config.core.models import ShopProfile
from config.core.models.shop import current_shop
from config.core.money import (
    decimals,
    format_amount,
    format_money,
    format_quantity,
    rounded,
)


@pytest.mark.parametrize(
    ("amount", "currency", "result"),
    [
        ("0.005", "EUR", "0.01"),
        ("0.015", "EUR", "0.02"),
        ("0.025", "EUR", "0.03"),
        ("2.674999", "EUR", "2.67"),
        ("-0.005", "EUR", "-0.01"),
        ("0.5", "JPY", "1"),
        ("1.5", "JPY", "2"),
        ("2.5", "JPY", "3"),
        ("1234.4999", "JPY", "1234"),
        ("0.0005", "KWD", "0.001"),
        ("1.2345", "KWD", "1.235"),
        ("1", "KWD", "1.000"),
    ],
)
def test_half_a_cent_goes_up_away_from_nothing(amount, currency, result):
    assert str(rounded(Decimal(amount), currency)) == result


@pytest.mark.parametrize(("currency", "places"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLP", 0)])
def test_a_currency_has_the_decimals_of_iso_4217(currency, places):
    assert decimals(currency) == places


def test_amounts_are_rounded_to_the_shop_s_currency():
    current_shop()
    ShopProfile.objects.update(currency="JPY")
    assert rounded(Decimal("99.5")) == 100
    assert format_amount(Decimal("1234.5")) == "1,235"


@pytest.mark.parametrize(
    ("language", "currency", "text"),
    [
        ("en", "GBP", "£1,234.50"),
        ("en", "JPY", "JP¥1,235"),
        ("en", "KWD", "KWD1,234.500"),
        ("es", "EUR", "1.234,50\xa0€"),
        ("pt-br", "BRL", "R$\xa01.234,50"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(language, currency, text):
    with translation.override(language):
        assert format_money(Decimal("1234.5"), currency) == text


@pytest.mark.parametrize(
    ("quantity", "text"), [("1.000", "1"), ("0.250", "0.25"), ("1000", "1,000"), ("0.001", "0.001")]
)
def test_a_quantity_has_the_decimals_it_needs(quantity, text):
    assert format_quantity(Decimal(quantity)) == text
