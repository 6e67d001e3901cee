"""Words that users type find what holds them all, whatever signs are among them: the same on both engines."""

import pytest

from serviceorders import services
from serviceorders.models import Client, ServiceOrder


@pytest.fixture
def orders(manager):
    """Two devices whose words have little in common."""
    cleo = services.find_or_make_client(
        name="Cleo Marsh-O'Neill", email="cleo@example.org", phone="+447700900455", language="en"
    )
    zoe = services.find_or_make_client(
        name='Zoë "Zed" Ångström', email="zoe_z@example.org", phone="+14155552671", language="en"
    )
    services.open_order(
        by=manager, client=cleo, brand="Apple", model="iPhone 13 AND mini",
        imei="490154203237518", serial="C39-X*7", problem="Screen",
    )  # fmt: skip
    services.open_order(
        by=manager, client=zoe, brand="Samsung", model="Galaxy 100% S_21",
        imei="356938035643809", serial="R58N", problem="Battery",
    )  # fmt: skip


def found(words):
    names = {"Apple": "cleo", "Samsung": "zoe"}
    return {names[order.brand] for order in ServiceOrder.objects.matching(words)}


FINDS_CLEO = [
    "cleo", "CLEO", "leo", "marsh cleo", "iphone marsh apple", "cleo + marsh", "ip", "13", "o'neill", "marsh-o",
    "cleo@example", "OS-{year}-0001", "os-{year}-0001", "-0001", "0001",
    "+447700900455", "447700900455", "07700900455", "07700 900455", "+44 7700 900455", "+44", "900455",
    "OS{year}0001", "os{year}-0001", "OS-{year}0001", "OS {year} 0001", "iphone os{year}0001",
    "49-015420-323751-8", "49 015420 323751 8", "49/015420/323751/8", "apple 49015420-323751-8",
    "490154203237518", "203237", "490154", "7518", "c39-x*7", "x*7", "*", "'", "AND mini", "and",
]  # fmt: skip
FINDS_ZOE = [
    "zoë", "ZOË", "ångström", "zed", '"zed"', '"', "100%", "%", "0% s_2", "s_21", "_21", "zoe_z", "_",
    "galaxy samsung zoë", "s_", "(415) 555-2671", "+1 415-555-2671", "4155552671", "555-2671",
]  # fmt: skip
FINDS_BOTH = ["example.org", "@", "OS-", "a", ""]
FINDS_NOTHING = [
    "cleo samsung", "cleo zoë", "c_eo", "c%o", "%%", "__", "___", "%%%", "i_hone", "cle*", "**",
    "cleo OR zoë", "cleo NOT zoë", "cleo NEAR zoë", "NEAR(cleo marsh)", "search_text:cleo", "^cleo",
    'cleo"', '"cleo marsh"', '""', '"""', "''", "''; DROP TABLE x; --", "cleo' OR '1'='1",
    "OS20250001", "OS{year}0003", "OS{year}", "49-015420-323751-9", "4-9-0-1-5",
    "\\", "\\%", "\\_", "\\\\\\", "{cleo}", "(cleo)", "cleo--", "490154203237519",
    "s-21", "galaxy 100_", "🙂", "🙂🙂🙂", "İ", "ß",
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        pytest.param(FINDS_CLEO, {"cleo"}, id="cleo"),
        pytest.param(FINDS_ZOE, {"zoe"}, id="zoe"),
        pytest.param(FINDS_BOTH, {"cleo", "zoe"}, id="both"),
        pytest.param(FINDS_NOTHING, set(), id="nothing"),
    ],
)
def test_typed_words_find_what_holds_them_all_and_nothing_else(orders, typed, who):
    year = str(ServiceOrder.objects.first().number_year)
    answers = {words: found(words.replace("{year}", year)) for words in typed}
    assert answers == dict.fromkeys(typed, who)


def test_the_ninth_word_and_all_after_it_are_not_looked_for(orders):
    assert found(" ".join(["cleo"] * 8) + " nowhere") == {"cleo"}


def test_a_very_long_word_finds_nothing_and_breaks_nothing(orders):
    assert found("x" * 5000) == set()


def test_a_changed_name_is_found_under_its_new_words_alone(orders):
    cleo = Client.objects.get(name__startswith="Cleo")
    cleo.name = "Clea Moss"
    services.change_client(cleo)
    assert found("moss") == {"cleo"}
    assert found("marsh") == set()
    assert list(Client.objects.matching("moss")) == [cleo]
    assert not Client.objects.matching("marsh").exists()


def test_a_changed_device_is_found_by_its_new_words(orders, manager):
    order = ServiceOrder.objects.get(brand="Apple")
    services.change_order(order, by=manager, seen_version=order.version, imei="353535353535353")
    assert found("353535353535353") == {"cleo"}
    assert found("490154203237518") == set()


def test_a_deleted_client_is_found_no_more():
    client = services.find_or_make_client(name="Nobody Longer", email="", phone="", language="en")
    assert Client.objects.matching("longer").exists()
    client.delete()
    assert not Client.objects.matching("longer").exists()
