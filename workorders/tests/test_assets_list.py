"""The list and the tree of assets, and what is offered to pick from."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from workorders.models import Asset, Site
from workorders.services.cases import report

URL = "/assets/"


@pytest.fixture
def listed(client, dispatcher):
    """``listed(kind="Press")`` is the answer to the list so asked for."""
    client.force_login(dispatcher)

    def get(**asked):
        answer = client.get(URL, asked)
        assert answer.status_code == 200
        return answer

    return get


def names(answer):
    return [asset.name for asset in answer.context["page"]]


def test_a_row_says_what_is_due_open_and_read(listed, press, van, make_work, manager):
    due = timezone.now() + timedelta(days=1)
    make_work(van, due_at=due + timedelta(days=3))
    make_work(van, due_at=due)
    report(by=manager, asset=van, title="It pulls to the left")
    row = next(row for row in listed().context["rows"] if row["asset"] == van)
    assert row["asset"].orders_open == 2
    assert row["asset"].cases_open == 1
    assert row["asset"].next_due == due
    text = listed().text
    assert "100 km" in text
    assert "10 h" in text
    assert "Tomorrow" in text


def test_filters_narrow_the_list_and_count_by_status(listed, press, van):
    Asset.objects.create(name="Lathe", tag="L-1", status="down")
    assert names(listed()) == ["Lathe", "Press 4", "Van 2"]
    assert names(listed(kind="Press")) == ["Press 4"]
    assert names(listed(status="down")) == ["Lathe"]
    assert names(listed(site=press.site.pk)) == ["Press 4", "Van 2"]
    assert names(listed(q="v-2")) == ["Van 2"]
    counts = {line["status"]: line["count"] for line in listed(q="p-4").context["counts"]}
    assert counts == {"running": 1, "down": 0, "retired": 0}


@pytest.mark.parametrize(
    "asked",
    [
        {"site": "x"},
        {"site": "9" * 30},
        {"status": "gone"},
        {"view": "cloud"},
        {"page": "-4"},
        {"sort": "pk;"},
        {"q": "\0"},
        {"q": "x" * 500},
        {"kind": "y" * 100},
    ],
)
def test_nonsense_in_the_address_is_left_out(listed, press, asked):
    assert names(listed(**asked)) == ["Press 4"]


def test_the_tree_shows_each_asset_below_what_it_is_a_part_of(listed, press):
    pump = Asset.objects.create(name="Pump", tag="P-4-1", parent=press)
    Asset.objects.create(name="Aligner", tag="A-1")
    Asset.objects.create(name="Seal", tag="P-4-1-1", parent=pump)
    answer = listed(view="tree")
    assert [(asset.name, asset.depth) for asset in answer.context["page"]] == [
        ("Aligner", 0), ("Press 4", 0), ("Pump", 1), ("Seal", 2),
    ]  # fmt: skip
    found = listed(view="tree", q="seal").context["page"]
    assert [(asset.name, asset.is_fit) for asset in found] == [
        ("Press 4", False), ("Pump", False), ("Seal", True),
    ]  # fmt: skip


@pytest.mark.parametrize("view", ["", "tree"])
def test_the_list_asks_no_more_for_forty_rows_than_for_two(
    listed, client, press, van, make_work, manager, django_assert_max_num_queries, view
):
    listed()
    with django_assert_max_num_queries(6) as with_two:
        client.get(URL, {"view": view})
    for number in range(38):
        asset = Asset.objects.create(
            name=f"M{number}", tag=f"M-{number}", parent=press, site=press.site
        )
        asset.meters.create(kind="cycles", name="Cycles", unit="cycles")
    make_work(asset)
    with django_assert_max_num_queries(6) as with_forty:
        assert len(client.get(URL, {"view": view}).context["rows"]) == 40
    assert len(with_forty) == len(with_two)


def test_the_export_has_what_is_filtered_and_runs_no_formulas(listed, client, van):
    Asset.objects.create(name="=1+1", tag="X", site=Site.objects.create(name="South"))
    listed()
    answer = client.get("/assets/export.csv", {"site": van.site.pk})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(text))
    assert (row["Name"], row["Meters"]) == (
        "Van 2",
        "Odometer: 100.00 km; Engine hours: 10.00 h",
    )
    answer = client.get("/assets/export.csv", {"q": "1+1"})
    assert "'=1+1" in b"".join(answer.streaming_content).decode()


def test_the_picker_is_offered_what_fits_and_nothing_retired(listed, client, press):
    Asset.objects.create(name="Press 3", tag="P-3", status="retired")
    listed()
    text = client.get("/assets/find/", {"asset_words": "press"}).text
    assert "P-4" in text
    assert "P-3" not in text
    assert "data-pick" not in client.get("/assets/find/", {"asset_words": "p"}).text


def test_htmx_gets_the_list_alone(listed, client, press):
    listed()
    text = client.get(URL, headers={"HX-Request": "true"}).text
    assert "<html" not in text
    assert 'id="found"' in text


def test_only_those_who_may_see_assets_see_them(client, press, reader, stranger):
    for user, status in ((reader, 200), (stranger, 403)):
        client.force_login(user)
        for path in ("/assets/", "/assets/export.csv", "/assets/find/", f"/assets/{press.pk}/"):
            assert client.get(path).status_code == status
