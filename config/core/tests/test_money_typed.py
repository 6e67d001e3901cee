"""What somebody types as an amount has no more decimals than the shop's currency."""

from decimal import Decimal

import pytest
from django import forms
from django.apps import apps
from django.urls import reverse

from config.core.fields import AmountField, MoneyField
from config.core.models import ShopProfile
from config.core.models.shop import current_shop

WHOLE = "Amounts in JPY are whole numbers."
TWO_PLACES = "Amounts in GBP have at most 2 decimal places."


class Priced(forms.Form):
    amount = AmountField(required=False)


def trade_in(currency):
    current_shop()
    ShopProfile.objects.update(currency=currency)


@pytest.mark.parametrize(
    ("currency", "amount", "errors"),
    [
        ("GBP", "33.40", []),
        ("GBP", "33.400", []),
        ("GBP", "-5.5", []),
        ("GBP", "", []),
        ("GBP", "0.001", [TWO_PLACES]),
        ("GBP", "-33.405", [TWO_PLACES]),
        ("JPY", "33", []),
        ("JPY", "1e3", []),
        ("JPY", "33.00", []),
        ("JPY", "33.4", [WHOLE]),
        ("KWD", "33.405", []),
        ("GBP", "1e40", ["Ensure that there are no more than 14 digits in total."]),
        ("GBP", "NaN", ["Enter a number."]),
    ],
)
def test_an_amount_is_as_fine_as_its_currency(currency, amount, errors):
    trade_in(currency)
    assert Priced({"amount": amount}).errors.get("amount", []) == errors


def test_an_amount_that_stood_there_already_stays():
    trade_in("JPY")
    there = {"amount": Decimal("33.400")}
    assert Priced({"amount": "33.40"}, initial=there).is_valid()
    assert Priced({"amount": "33.41"}, initial=there).errors["amount"] == [WHOLE]


def test_every_column_of_money_is_typed_so():
    columns = [
        field
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, MoneyField)
    ]
    assert len(columns) > 10
    assert {type(field.formfield()) for field in columns} == {AmountField}


def test_a_payment_finer_than_the_currency_is_refused_with_a_reason(client, manager, order):
    client.force_login(manager)
    url = reverse("serviceorders:payments", args=[order.number])
    page = client.post(url, {"amount": "0.001", "method": "card"})
    assert TWO_PLACES in page.text
    assert order.payments.count() == 0
