"""Products from a table: tried first, then put in."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from warehouse.models import ImportedFile, Merchant, Product, Unit
from warehouse.services import importing
from warehouse.tests.shelves import put


@pytest.fixture
def send(client, picker):
    """``send("sku,name\\n...")`` is the page that shows what the table would do."""
    client.force_login(picker)

    def post(text, kind="products", name="goods.csv"):
        file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
        return client.post("/products/import/", {"kind": kind, "file": file}, follow=True)

    return post


def problems(response):
    return [
        (each["row"], each["column"], each["text"]) for each in response.context["trial"].problems
    ]


def address(response):
    return response.redirect_chain[-1][0]


def test_a_table_is_tried_first_and_put_in_when_one_says_so(client, send, tea):
    page = send(
        "SKU,Name,Unit,Cost,Price,Reorder level,Lot tracked\n"
        'TEA,"Tea, 250 g",,4.20,,,\nMUG,Mug,pcs,"3,5",7.50,10,yes\n'
    )
    trial = page.context["trial"]
    assert (trial.rows, trial.new, trial.changed, trial.problems) == (2, 1, 1, [])
    assert "Import 2 rows" in page.text
    assert not Product.objects.filter(sku="MUG").exists()

    done = client.post(address(page), follow=True)

    assert "2 rows were put in" in done.text
    mug = Product.objects.get(sku="MUG")
    assert (mug.cost, mug.price, mug.reorder_level, mug.lot_tracked) == (
        Decimal("3.5"),
        Decimal("7.5"),
        10,
        True,
    )
    tea = Product.objects.get(sku="TEA")
    assert (tea.name, tea.cost, tea.unit.code) == ("Tea, 250 g", Decimal("4.20"), "pcs")
    assert list(Product.objects.matching("250 tea")) == [tea]
    assert list(Product.objects.matching("mug")) == [mug]


def test_a_file_is_put_in_once(client, send):
    page = send("sku,name,unit\nMUG,Mug,pcs\n")
    client.post(address(page))
    Product.objects.update(name="Mug, blue")
    response = client.post(address(page))
    assert response.status_code == 409
    assert "put in already" in response.text
    assert Product.objects.get().name == "Mug, blue"


def test_each_bad_row_is_named_with_its_column(send, tea):
    Product.objects.filter(pk=tea.pk).update(barcode="111")
    page = send(
        "sku,name,unit,barcode,cost,reorder_level,lot_tracked\n"
        ",Nameless,pcs,,,,\n"
        "A,,pcs,,,,\n"
        "B,Bee,bushel,,,,\n"
        "C,Sea,pcs,111,,,\n"
        "D,Dee,pcs,222,-1,,\n"
        'E,Eee,pcs,222,"1,234",,\n'
        "F,Eff,pcs,,1.2345,1.5,perhaps\n"
        "tea,Tea,,,1e5,,\n"
        "TEA,Tea,,,,,\n" + f"{'G' * 41},Gee,pcs,,,,\n"
    )
    assert [(row, column) for row, column, _text in problems(page)] == [
        (2, "sku"),
        (3, "name"),
        (4, "unit"),
        (5, "barcode"),
        (6, "cost"),
        (7, "cost"),
        (7, "barcode"),
        (8, "cost"),
        (8, "lot_tracked"),
        (8, "reorder_level"),
        (9, "cost"),
        (10, "sku"),
        (11, "sku"),
    ]
    assert "Import" not in page.text.split("<h1>")[1].split("</header>")[0].split("<p")[0]
    assert "Row 9 has this SKU already." in page.text


def test_a_table_with_bad_rows_is_not_put_in_at_all(client, send):
    page = send("sku,name,unit\nMUG,Mug,pcs\nCUP,,pcs\n")
    response = client.post(address(page))
    assert response.status_code == 409
    assert "1 row is not right" in response.text
    assert not Product.objects.exists()


def test_rows_that_are_no_longer_right_are_refused_and_shown(client, send, manager, house, tea):
    page = send("sku,unit\nTEA,kg\nTEA2,\n".replace("TEA2,\n", ""))
    assert problems(page) == []
    kilos = Unit.objects.get(code="kg")
    Product.objects.update(unit=kilos)
    put(tea, "1.5", "A-01", by=manager)
    back = send("sku,unit\nTEA,pcs\n")
    assert "1.5 kg of TEA lie in stock" in back.text
    assert client.post(address(back)).status_code == 409
    assert Product.objects.get().unit == kilos


def test_lots_are_not_asked_for_while_stock_without_one_lies_there(send, manager, house, tea):
    put(tea, 3, "A-01", by=manager)
    page = send("sku,lot_tracked\nTEA,yes\n")
    assert [(row, column) for row, column, _text in problems(page)] == [(2, "lot_tracked")]


def test_text_that_looks_like_a_formula_is_text(client, send):
    page = send('sku,name,unit\nMUG,"=HYPERLINK(""x"")",pcs\n')
    client.post(address(page))
    assert Product.objects.get().name == '=HYPERLINK("x")'
    assert "<script>" not in send("sku,name,unit\nX,<script>alert(1)</script>,pcs\n").text.replace(
        "<script src", ""
    )


def test_a_doubtful_barcode_is_shown_and_put_in(client, send):
    page = send("sku,name,unit,barcode\nMUG,Mug,pcs,4006381333932\n")
    assert "would end in 1" in page.text
    client.post(address(page))
    assert Product.objects.get().barcode == "4006381333932"


def test_columns_that_nobody_reads_are_named(send):
    assert "These columns are not used: Colour." in send("sku,name,unit,Colour\nA,B,pcs,red\n").text


def test_the_merchant_is_named_where_there_are_several(client, send, merchant):
    other = Merchant.objects.create(code="ACME", name="Acme")
    page = send("sku,name,unit,merchant\nA,Aa,pcs,acme\nA,Aa,pcs,OWN\nB,Bb,pcs,\nC,Cc,pcs,nobody\n")
    assert [(row, column) for row, column, _text in problems(page)] == [
        (4, "merchant"),
        (5, "merchant"),
    ]
    page = send("sku,name,unit,merchant\nA,Aa,pcs,acme\nA,Aa,pcs,OWN\n")
    client.post(address(page))
    assert set(Product.objects.values_list("sku", "merchant")) == {
        ("A", other.pk),
        ("A", merchant.pk),
    }


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04rubbish", b"sku\n", b"name\nx", b"a\0b"]
)
def test_what_is_no_table_is_a_sentence_beside_the_field(send, data):
    response = send(data)
    if response.redirect_chain:
        assert response.context["trial"].problems
    else:
        assert response.status_code == 422
        assert "error" in response.text
    assert not Product.objects.exists()


def test_a_form_without_a_file_or_of_an_unknown_kind_is_refused(client, send):
    assert client.post("/products/import/", {"kind": "products"}).status_code == 422
    assert send("sku\nA", kind="people").status_code == 422
    assert client.get("/products/import/", {"kind": "\0"}).status_code == 200


def test_many_rows_take_few_statements(picker, house, django_assert_max_num_queries):
    def file(many):
        text = "sku,name,unit,barcode\n" + "".join(
            f"P-{n},Part {n},pcs,X{n}\n" for n in range(many)
        )
        return importing.keep_file("products", "p.csv", text.encode(), warehouse=house, by=picker)[
            0
        ]

    few, many = file(2), file(1000)
    with django_assert_max_num_queries(25):
        importing.put_in(few, by=picker)
    with django_assert_max_num_queries(25):
        importing.put_in(many, by=picker)
    assert Product.objects.count() == 1000


def test_templates_can_be_put_in_as_they_are(client, send):
    text = b"".join(client.get("/products/import/products.csv").streaming_content)
    assert problems(send(text)) == []
    assert client.get("/products/import/people.csv").status_code == 404


def test_who_may_import_what(client, picker, technician, stranger):
    for person in (technician, stranger):
        client.force_login(person)
        assert client.get("/products/import/").status_code == 403
        assert client.get("/products/import/1/").status_code == 403
    client.force_login(picker)
    assert "Opening stock" not in client.get("/products/import/").text
    stock = ImportedFile.objects.create(kind="stock", name="s.csv", rows=[], by=picker)
    assert client.get(f"/products/import/{stock.pk}/").status_code == 404
    assert client.get("/products/import/stock.csv").status_code == 403
