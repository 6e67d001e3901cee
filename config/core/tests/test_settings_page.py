from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from config.core import desks
from config.core.desks import Desk
from config.core.models import ShopProfile
from config.core.models.shop import current_shop
from serviceorders.models import ServiceOrder

SHOP = {
    "section": "shop", "name": "Harbour Street Repairs", "color": "#0F8A80", "address": "1 Quay",
    "phone": "", "whatsapp": "", "email": "", "hours": "", "tax_number": "",
}  # fmt: skip
REGION = {
    "section": "region", "time_zone": "America/Sao_Paulo", "language": "pt-br", "currency": "brl",
    "tax_name": "ISS", "tax_rate": "5",
}  # fmt: skip


def picture(kind="PNG", size=(1200, 300)):
    data = BytesIO()
    Image.new("RGB", size, "teal").save(data, kind)
    return SimpleUploadedFile(f"logo.{kind.lower()}", data.getvalue())


@pytest.fixture
def save(client, manager):
    client.force_login(manager)
    return lambda **fields: client.post(reverse("settings"), fields)


def test_saving_a_section_leaves_the_others_alone(save):
    ShopProfile.objects.filter(pk=1).update(warranty_days=33) or current_shop()
    save(**SHOP)
    save(**REGION)

    shop = current_shop()
    assert (shop.name, shop.color, shop.time_zone) == (
        "Harbour Street Repairs", "#0f8a80", "America/Sao_Paulo",
    )  # fmt: skip
    assert (shop.currency, shop.language, shop.address) == ("BRL", "pt-br", "1 Quay")


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ({"currency": "XXY"}, "Type a currency code"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice"),
        ({"tax_rate": "101"}, "less than or equal to 100"),
    ],
)
def test_a_mistake_saves_nothing_and_keeps_what_was_typed(save, mistake, words):
    response = save(**REGION | {"tax_name": "My own tax"} | mistake)
    page = response.content.decode()

    assert response.status_code == 422
    assert words in page
    assert 'value="My own tax"' in page
    assert current_shop().tax_name == "VAT"


def test_the_name_of_the_shop_is_kept_on_one_line(save):
    save(**SHOP | {"name": " My\r\nown\t shop\u2028"})

    assert current_shop().name == "My own shop"


def test_the_page_keeps_its_head_while_the_form_is_wrong(save):
    page = save(**SHOP | {"name": "Brand new name", "color": "red"}).content.decode()

    assert "<title>Settings · My shop</title>" in page
    assert 'value="Brand new name"' in page


@pytest.mark.parametrize(
    "section", ["shop", "region", "repairs", "vendors", "papers", "notices", "plan"]
)
def test_every_section_opens(client, manager, section):
    client.force_login(manager)
    response = client.get(f"/settings/?section={section}")

    assert response.status_code == 200
    assert f'name="section" value="{section}"' in response.content.decode()


def test_an_unknown_section_is_nowhere(client, manager):
    client.force_login(manager)

    assert client.get("/settings/?section=secrets").status_code == 404


def test_only_managers_open_the_settings(client, technician, dispatcher, reader, stranger):
    for user in (technician, dispatcher, reader, stranger):
        client.force_login(user)
        assert client.get("/settings/").status_code == 403
        assert client.post("/settings/", SHOP).status_code == 403
    assert current_shop().name == "My shop"


def test_a_logo_is_kept_as_our_own_pixels_and_shown_to_everyone(save, client):
    save(**SHOP, new_logo=picture())
    client.logout()
    response = client.get(reverse("shop_logo"))

    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert Image.open(BytesIO(response.content)).size == (600, 150)


def test_a_new_logo_takes_the_place_of_the_old(save):
    save(**SHOP, new_logo=picture())
    old = current_shop().logo.name
    save(**SHOP, new_logo=picture("WEBP"))
    new = current_shop().logo.name

    assert new != old
    assert not default_storage.exists(old)
    assert default_storage.exists(new)


def test_a_logo_can_be_taken_away(save, client):
    save(**SHOP, new_logo=picture())
    save(**SHOP, remove_logo="on")

    assert not current_shop().logo
    assert client.get(reverse("shop_logo")).status_code == 404


def test_a_logo_that_is_no_picture_is_refused(save):
    svg = SimpleUploadedFile("logo.svg", b"<svg onload=alert(1)></svg>", "image/svg+xml")
    page = save(**SHOP, new_logo=svg).content.decode()

    assert "not a photo we can read" in page
    assert current_shop().name == "My shop"
    assert not current_shop().logo


def test_the_plan_shows_what_was_used_this_month(client, manager, order):
    ShopProfile.objects.filter(pk=1).update(plan="plus")
    client.force_login(manager)
    page = client.get("/settings/?section=plan").content.decode()

    assert f"{ServiceOrder.objects.count()} of 500" in page


def test_a_desk_the_plan_does_not_count_adds_nothing(client, manager, monkeypatch):
    class Counted(Desk):
        def orders_this_month(self, user):
            return 40

    monkeypatch.setattr(desks, "_desks", [Counted(), Desk()])
    ShopProfile.objects.filter(pk=current_shop().pk).update(plan="plus")
    client.force_login(manager)

    assert "40 of 500" in client.get("/settings/?section=plan").content.decode()


def test_the_plan_can_be_changed(save):
    save(section="plan", plan="plus")

    assert current_shop().plan == "plus"


def test_an_unknown_plan_is_refused(save):
    save(section="plan", plan="platinum")

    assert current_shop().plan == "ultra"


def test_an_amount_is_shown_with_the_decimals_of_its_currency(client, manager):
    client.force_login(manager)
    current_shop()
    for currency, rate, shown in [
        ("EUR", "46", "46.00"),
        ("JPY", "46", "46"),
        ("EUR", "46.125", "46.125"),
    ]:
        ShopProfile.objects.filter(pk=1).update(currency=currency, hourly_rate=rate)
        page = client.get(reverse("settings") + "?section=maintenance").content.decode()
        assert f'name="hourly_rate" value="{shown}"' in page
