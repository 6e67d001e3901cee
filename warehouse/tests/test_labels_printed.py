"""Labels of products and places: chosen, printed from the browser, and as PDF."""

import io

import pytest
from pypdf import PdfReader

from config.core.models import Document
from warehouse import labels
from warehouse.models import Location

PRINT, PDF = "/products/labels/print/", "/products/labels/pdf/"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def on_paper(response):
    """The words of each page of a PDF."""
    reader = PdfReader(io.BytesIO(response.content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.fixture
def made(django_capture_on_commit_callbacks, nobody_prints):
    """``made(client, address, ...)`` is the PDF; a worker makes it once the first click was answered."""

    def get(client, *args):
        with django_capture_on_commit_callbacks(execute=True):
            client.get(*args)
        return client.get(*args)

    return get


def test_as_many_labels_are_printed_as_were_asked_for(client, picker, tea, mug):
    client.force_login(picker)
    response = client.get(
        PRINT, {"product": [tea.pk, mug.pk], f"copies-{tea.pk}": "2", "size": "a4-24"}
    )
    (sheet,) = response.context["sheets"]
    assert [label["title"] for label in sheet] == ["TEA", "TEA", "MUG"]
    assert response.text.count('class="code128"') == 3


def test_the_bars_are_the_barcode_or_else_the_sku(tea, mug):
    tea.barcode = "4006381333931"
    assert labels.of_product(tea)["code"] == "4006381333931"
    assert labels.of_product(mug)["code"] == "MUG"


def test_a_sheet_holds_twenty_four_and_a_roll_one_on_a_page(tea):
    label = labels.of_product(tea)
    sheets = {
        size: [
            len(sheet)
            for sheet in labels.facts_of("product", [(label, 50)], size=size, language="en")[
                "sheets"
            ]
        ]
        for size in labels.SIZES
    }
    assert sheets == {"62x29": [1] * 50, "100x50": [1] * 50, "a4-24": [24, 24, 2]}


def test_the_pdf_has_a_page_for_each_label_of_a_roll(client, picker, tea, mug, made):
    client.force_login(picker)
    response = made(client, PDF, {"product": [tea.pk, mug.pk], f"copies-{mug.pk}": "2"})
    assert response["Content-Type"] == "application/pdf"
    pages = on_paper(response)
    assert [page.split()[0] for page in pages] == ["TEA", "MUG", "MUG"]
    assert "Tea, 100 g" in pages[0]


def test_the_same_labels_are_set_once(client, picker, tea, made):
    client.force_login(picker)
    for _each in range(2):
        made(client, PDF, {"product": tea.pk})
    assert Document.objects.count() == 1


@pytest.mark.parametrize("size", labels.SIZES)
def test_a_long_name_does_not_run_onto_another_page(client, picker, make_product, made, size):
    product = make_product("LONG-SKU-OF-THE-LONGEST-POSSIBLE-KIND-40", name="Wide name " * 15)
    client.force_login(picker)
    pages = on_paper(made(client, PDF, {"product": product.pk, "size": size}))
    assert len(pages) == 1


def test_a_name_of_other_letters_is_printed_without_bars(client, picker, make_product):
    product = make_product("ЧАЙ", name="Чай зелёный")
    client.force_login(picker)
    text = client.get(PRINT, {"product": product.pk}).text
    assert "Чай зелёный" in text
    assert 'class="code128"' not in text


def test_places_have_their_code_large(client, picker, house, elsewhere, made):
    client.force_login(picker)
    place = house.locations.get(code="A-02")
    there = Location.objects.get(warehouse=elsewhere, code="E-01")
    assert "A-02" in client.get("/locations/labels/").text
    assert "E-01" not in client.get("/locations/labels/").text
    response = made(client, "/locations/labels/pdf/", {"location": [place.pk, there.pk]})
    (page,) = on_paper(response)
    assert page.startswith("A-02")


def test_the_page_keeps_what_is_chosen_while_one_searches(client, picker, tea, mug):
    client.force_login(picker)
    response = client.get(
        "/products/labels/", {"product": tea.pk, f"copies-{tea.pk}": "7", "q": "mug"}
    )
    rows = [(row["record"].sku, row["chosen"], row["copies"]) for row in response.context["rows"]]
    assert rows == [("TEA", True, 7), ("MUG", False, 1)]


@pytest.mark.parametrize("address", [PRINT, PDF])
def test_nothing_chosen_or_too_much_is_said_on_the_page(client, picker, make_product, address):
    client.force_login(picker)
    assert "Choose at least one" in client.get(address, follow=True).text
    keys = [make_product(f"P-{number}").pk for number in range(4)]
    many = {"product": keys} | {f"copies-{key}": "99" for key in keys}
    response = client.get(address, many, follow=True)
    assert "At most 144 labels" in response.text
    assert len(response.context["choice"].records) == 4


@pytest.mark.parametrize(
    "query",
    [
        {"product": "x"},
        {"product": "9" * 40},
        {"product": "²"},
        {"size": "poster"},
        {"q": "a\0b"},
        {"product": "999999"},
    ],
)
def test_nonsense_in_the_address_is_left_out(client, picker, tea, query):
    client.force_login(picker)
    assert client.get("/products/labels/", query).status_code == 200
    assert client.get("/locations/labels/", query).status_code == 200


@pytest.mark.parametrize("copies", ["", "0", "-3", "x", "1000", "²"])
def test_copies_are_one_to_ninety_nine(client, picker, tea, copies):
    client.force_login(picker)
    response = client.get("/products/labels/", {"product": tea.pk, f"copies-{tea.pk}": copies})
    assert 1 <= response.context["rows"][0]["copies"] <= 99


def test_strangers_print_nothing(client, stranger, tea):
    client.force_login(stranger)
    for address in (
        PRINT,
        PDF,
        "/products/labels/",
        "/locations/labels/",
        "/locations/labels/pdf/",
    ):
        assert client.get(address, {"product": tea.pk}).status_code == 403
