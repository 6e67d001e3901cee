"""Products entered, changed and put away."""

from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from warehouse import services
from warehouse.models import Merchant, Product, ProductPhoto, Unit
from warehouse.services.catalogue import doubt_about
from warehouse.tests.shelves import put


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def typed(product=None, **fields):
    """The form of a product as a browser sends it."""
    values = {
        "sku": product.sku if product else "CANDLE",
        "name": product.name if product else "Candle, white",
        "unit": product.unit_id if product else Unit.objects.get(code="pcs").pk,
        "barcode": product.barcode if product else "",
        "cost": "1.50", "price": "4", "reorder_level": "0", "once": uuid4().hex,
    }  # fmt: skip
    if product and product.lot_tracked:
        values["lot_tracked"] = "on"
    return values | fields


def picture(size=(40, 30)):
    file = BytesIO()
    Image.new("RGB", size, "red").save(file, "PNG")
    return SimpleUploadedFile("candle.png", file.getvalue(), "image/png")


def test_a_new_product_belongs_to_the_one_merchant(client, picker, merchant):
    client.force_login(picker)
    response = client.post("/products/new/", typed(barcode=" 40 063 "))
    product = Product.objects.get()
    assert response.url == product.get_absolute_url()
    assert (product.sku, product.merchant, product.cost) == ("CANDLE", merchant, Decimal("1.5"))
    assert product.barcode == "40063"
    assert list(Product.objects.matching("white candle")) == [product]


def test_the_form_sent_twice_makes_one_product(client, picker):
    client.force_login(picker)
    form = typed()
    first, second = (client.post("/products/new/", form) for _each in range(2))
    assert first.url == second.url
    assert Product.objects.count() == 1


def test_two_of_one_sku_or_barcode_are_refused_and_what_was_typed_is_kept(client, picker, tea):
    tea.barcode = "123456"
    tea.save()
    client.force_login(picker)
    for fields in ({"sku": "TEA"}, {"barcode": "123456"}):
        response = client.post("/products/new/", typed(name="Green tea", **fields))
        assert response.status_code == 422
        assert "Green tea" in response.text
    assert Product.objects.count() == 1


def test_the_merchant_is_asked_for_where_there_are_two(client, picker):
    other = Merchant.objects.create(code="ACME", name="Acme")
    client.force_login(picker)
    assert client.post("/products/new/", typed()).status_code == 422
    client.post("/products/new/", typed(merchant=other.pk))
    assert Product.objects.get().merchant == other


@pytest.mark.parametrize(
    "fields",
    [
        {"sku": ""},
        {"sku": "x" * 41},
        {"sku": "a\0b"},
        {"name": ""},
        {"cost": "-1"},
        {"cost": "NaN"},
        {"price": "1e99"},
        {"reorder_level": "-1"},
        {"reorder_level": "1.5"},
        {"reorder_level": "1e30"},
        {"reorder_level": "Infinity"},
        {"unit": "999999"},
    ],
)
def test_nonsense_is_refused(client, picker, fields):
    client.force_login(picker)
    assert client.post("/products/new/", typed(**fields)).status_code == 422
    assert not Product.objects.exists()


def test_a_wrong_check_digit_is_said_and_not_refused(client, picker):
    client.force_login(picker)
    response = client.post("/products/new/", typed(barcode="4006381333932"), follow=True)
    assert "would end in 1" in response.text
    assert Product.objects.get().barcode == "4006381333932"


@pytest.mark.parametrize(
    "barcode", ["4006381333931", "96385074", "012345678905", "ABC-1", "123", ""]
)
def test_no_doubt_about_good_gtins_and_codes_of_ones_own(barcode):
    assert doubt_about(barcode) == ""


def test_a_photo_is_kept_as_pixels_of_our_own_and_replaced(
    client, picker, tea, django_capture_on_commit_callbacks
):
    client.force_login(picker)
    url = f"/products/{tea.pk}/edit/"
    client.post(url, typed(tea) | {"photo": picture()})
    first = ProductPhoto.objects.get()
    response = client.get(f"/products/{tea.pk}/photo/thumb/")
    assert response["Content-Type"] == "image/jpeg"
    assert response.content.startswith(b"\xff\xd8")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, typed(tea) | {"photo": picture((30, 40))})
    assert ProductPhoto.objects.get().height == 40
    assert not first.image.storage.exists(first.image.name)

    client.post(url, typed(tea, remove_photo="on"))
    assert not ProductPhoto.objects.exists()
    assert client.get(f"/products/{tea.pk}/photo/thumb/").status_code == 404


def test_what_is_no_picture_is_refused(client, picker, tea):
    client.force_login(picker)
    upload = SimpleUploadedFile("x.png", b"<script>", "image/png")
    response = client.post(f"/products/{tea.pk}/edit/", typed(tea) | {"photo": upload})
    assert response.status_code == 422


def test_the_unit_cannot_lose_decimal_places_while_stock_lies_there(
    client, picker, manager, house, make_product
):
    salt = make_product("SALT", unit="kg")
    put(salt, "2.5", "A-01", by=manager)
    pieces, grams = Unit.objects.get(code="pcs"), Unit.objects.get(code="l")
    client.force_login(picker)

    response = client.post(f"/products/{salt.pk}/edit/", typed(salt, unit=pieces.pk))
    assert response.status_code == 422
    assert "2.5 kg of SALT lie in stock" in response.text

    client.post(f"/products/{salt.pk}/edit/", typed(salt, unit=grams.pk))
    assert Product.objects.get(pk=salt.pk).unit == grams

    put(salt, "-2.5", "A-01", by=manager)
    client.post(f"/products/{salt.pk}/edit/", typed(salt, unit=pieces.pk))
    assert Product.objects.get(pk=salt.pk).unit == pieces


def test_lots_cannot_be_asked_for_while_stock_without_one_lies_there(
    client, picker, manager, house, tea
):
    put(tea, 3, "A-01", by=manager)
    client.force_login(picker)
    response = client.post(f"/products/{tea.pk}/edit/", typed(tea, lot_tracked="on"))
    assert response.status_code == 422
    assert "lie in stock without a lot" in response.text
    assert not Product.objects.get(pk=tea.pk).lot_tracked

    put(tea, -3, "A-01", by=manager)
    client.post(f"/products/{tea.pk}/edit/", typed(tea, lot_tracked="on"))
    assert Product.objects.get(pk=tea.pk).lot_tracked


def test_a_product_is_deactivated_and_activated_again(client, picker, tea):
    client.force_login(picker)
    client.post(f"/products/{tea.pk}/switch/", {"active": "0"})
    assert not Product.objects.get().active
    client.post(f"/products/{tea.pk}/switch/", {"active": "1"})
    assert Product.objects.get().active


def test_those_who_may_not_change_products_do_not(client, technician, tea):
    client.force_login(technician)
    assert client.get("/products/new/").status_code == 403
    assert client.post(f"/products/{tea.pk}/edit/", typed(tea)).status_code == 403
    assert client.post(f"/products/{tea.pk}/switch/", {"active": "0"}).status_code == 403
    assert client.get(f"/products/{tea.pk}/switch/").status_code == 405


def test_a_product_saved_elsewhere_at_the_same_moment_is_a_sentence(manager, tea, mug):
    mug.sku = "TEA"
    with pytest.raises(services.Refused, match="this SKU or barcode"):
        services.keep_product(mug, by=manager)
