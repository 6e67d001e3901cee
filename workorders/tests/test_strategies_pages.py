"""Strategies are typed with what their trigger needs; the page says in words and dates what they come to."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from workorders.models import Strategy, StrategyAsset, WorkOrder
from workorders.sentences import besides, sentence
from workorders.services.strategies import run_strategies

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture(autouse=True)
def a_day_in_november():
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def planner(client, dispatcher):
    client.force_login(dispatcher)
    return client


@pytest.fixture
def typed(press):
    def data(**fields):
        return {
            "name": "Monthly check",
            "title": "Check the press",
            "trigger": "calendar",
            "every": "1",
            "unit": "month",
            "starts_on": "2026-12-01",
            "kind": "maintenance",
            "priority": "medium",
            "lead_days": "7",
            "assets": [press.pk],
        } | fields

    return data


WEEKLY = {"unit": "week", "every": "2", "weekdays": ["0", "3"]}
USAGE = {
    "trigger": "usage", "meter": "odometer", "usage": "20", "every": "", "unit": "",
    "starts_on": "",
}  # fmt: skip


def made(planner, data):
    answer = planner.post("/strategies/new/", data)
    assert answer.status_code == 302, answer.content.decode()
    return Strategy.objects.latest("pk")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "every month"),
        ({"every": "3"}, "every 3 months"),
        (WEEKLY, "every 2 weeks on Monday and Thursday"),
        ({"after_completion": "on"}, "1 month after it was last completed"),
        ({"trigger": "dates", "dates": "2027-03-01\n2027-01-15"}, "on 2 listed dates"),
        (USAGE, "every 20 km of odometer"),
        (USAGE | {"every": "1", "unit": "year", "starts_on": "2027-01-01"},
         "every year, or every 20 km of odometer, whichever comes first"),
        (USAGE | {"meter": "engine", "usage": "250"}, "every 250 h of engine hours"),
        ({"trigger": "condition", "signal": "temperature", "condition": "above", "limit": "80",
          "minutes": "5"}, "when temperature is above 80 for 5 minutes"),
        ({"trigger": "condition", "signal": "vibration", "condition": "unusual"},
         "when vibration is outside its usual band"),
    ],
)  # fmt: skip
def test_each_trigger_is_kept_and_said_in_words(planner, typed, fields, words):
    strategy = made(planner, typed(**fields))
    assert sentence(strategy) == words
    for page in (f"/strategies/{strategy.pk}/", "/strategies/"):
        assert words in planner.get(page).content.decode()


def test_use_is_typed_in_kilometres_and_counts_from_today(planner, typed, van):
    strategy = made(planner, typed(**USAGE, assets=[van.pk]))
    assert strategy.usage == Decimal(20_000)
    assert StrategyAsset.objects.get().counted_from == Decimal(100_000)
    assert 'value="20"' in planner.get(f"/strategies/{strategy.pk}/edit/").content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"trigger": ""}, "This field is required"),
        ({"trigger": "moon"}, "Select a valid choice"),
        ({"every": ""}, "Every how many"),
        ({"every": "0"}, "at least 1"),
        ({"every": "32000", "unit": "year"}, "At most 10"),
        ({"every": "99999999999999999999"}, "At most 120"),
        ({"unit": ""}, "Choose days, weeks, months or years"),
        ({"starts_on": ""}, "From which day on"),
        ({"starts_on": "0001-01-01"}, "between 2000 and 2100"),
        ({"ends_on": "2026-11-01"}, "ends before it starts"),
        ({"trigger": "dates", "dates": ""}, "at least one date"),
        ({"trigger": "dates", "dates": "soon"}, "“soon” is no date"),
        ({"excluded": "2026-02-30"}, "“2026-02-30” is no date"),
        (USAGE | {"usage": ""}, "Every how much"),
        (USAGE | {"usage": "-1"}, "more than zero"),
        (USAGE | {"usage": "1e30"}, "digits"),
        (USAGE | {"meter": ""}, "Which meter"),
        (USAGE | {"meter": "other"}, "What is the meter called"),
        (USAGE | {"every": "2"}, "Choose days, weeks"),
        ({"trigger": "condition"}, "Which value of the machine"),
        ({"trigger": "condition", "signal": "t", "condition": "above"}, "which limit"),
        ({"trigger": "condition", "signal": "t", "condition": "above", "limit": "nan"}, "number"),
        ({"season_starts": "11-31"}, "the month and the day"),
        ({"season_starts": "11-15"}, "its first and its last day"),
        ({"season_starts": "01-01", "season_ends": "12-31"}, "rest all year"),
        ({"season_starts": "06-02", "season_ends": "06-01"}, "rest all year"),
        ({"lead_days": "9999"}, "At most 366"),
        ({"minutes": "-1", "trigger": "condition", "signal": "t", "condition": "unusual"}, "greater"),
        ({"planned_minutes": "999999999"}, "At most"),
        ({"assets": []}, "at least one asset"),
        ({"assets": ["x"]}, "valid"),
        ({"name": "x" * 121}, "at most 120"),
        ({"title": ""}, "This field is required"),
    ],
)  # fmt: skip
def test_an_incomplete_rule_is_said_beside_it(planner, typed, fields, words):
    answer = planner.post("/strategies/new/", typed(**fields))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Strategy.objects.exists()


def test_what_the_trigger_does_not_need_is_left_out(planner, typed):
    strategy = made(planner, typed(trigger="dates", dates="2027-01-15", every="zero", usage="x"))
    assert (strategy.every, strategy.usage, strategy.dates) == (None, None, ["2027-01-15"])


def test_the_next_twelve_stand_there_while_it_is_typed(planner, typed):
    rule = typed(starts_on="2026-01-31", name="", title="", assets=[])
    page = planner.post("/strategies/preview/", rule).content.decode()
    assert "The next 12" in page
    for day in ("2026-11-30", "2026-12-31", "2027-02-28", "2027-10-31"):
        assert f'datetime="{day}"' in page
    assert not Strategy.objects.exists()


def test_excluded_days_and_the_season_of_rest_show_in_the_preview(planner, typed):
    rule = typed(excluded="2027-03-01", season_starts="12-15", season_ends="02-15", lead_days="3")
    page = planner.post("/strategies/preview/", rule).content.decode()
    assert 'datetime="2027-03-02"' in page
    assert "2027-01-01" not in page
    assert "at rest from 12-15 to 02-15 each year" in page


def test_the_preview_says_what_is_missing(planner, typed):
    answer = planner.post("/strategies/preview/", typed(every=""))
    assert answer.status_code == 200
    assert "Every how many" in answer.content.decode()
    assert planner.get("/strategies/preview/").status_code == 200


def test_days_before_the_rule_was_typed_make_no_order(planner, typed):
    made(planner, typed(starts_on="2026-01-05", lead_days="0"))
    assert run_strategies(date(2026, 11, 22)) == []
    (order,) = run_strategies(date(2026, 12, 5))
    assert order.due_at.date() == date(2026, 12, 5)
    assert order.description == ""


def test_counted_from_completions_a_day_that_is_over_is_due_at_once(planner, typed):
    made(planner, typed(starts_on="2026-11-05", after_completion="on", lead_days="0"))
    assert len(run_strategies(date(2026, 11, 21))) == 1


def test_paused_it_makes_nothing_and_goes_on_from_today(planner, typed):
    strategy = made(planner, typed(starts_on="2026-11-01", lead_days="0", unit="week"))
    page = f"/strategies/{strategy.pk}/"
    planner.post(f"{page}pause/", {"paused": "1"})
    assert run_strategies(date(2026, 11, 29)) == []
    assert "It is paused" in planner.get(page).content.decode()
    planner.post(f"{page}pause/", {"paused": "0"})
    assert len(run_strategies(date(2026, 11, 29))) == 1


def test_counted_from_completions_it_is_due_at_once_after_a_pause(planner, typed):
    strategy = made(planner, typed(starts_on="2026-11-25", after_completion="on", lead_days="0"))
    for paused in ("1", "0"):
        with time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC), tick=False):
            planner.post(f"/strategies/{strategy.pk}/pause/", {"paused": paused})
    assert len(run_strategies(date(2026, 11, 28))) == 1


def test_put_away_it_makes_nothing(planner, typed):
    strategy = made(planner, typed(lead_days="0"))
    planner.post(f"/strategies/{strategy.pk}/switch/", {"active": "0"})
    assert run_strategies(date(2026, 12, 1)) == []
    assert strategy.name not in planner.get("/strategies/").content.decode()
    assert strategy.name in planner.get("/strategies/?state=inactive").content.decode()


def test_what_it_made_is_listed_with_its_orders(planner, typed):
    strategy = made(planner, typed())
    run_strategies(date(2026, 12, 1))
    order = WorkOrder.objects.get()
    page = planner.get(f"/strategies/{strategy.pk}/").content.decode()
    assert order.get_absolute_url() in page
    assert "Open orders" in planner.get("/strategies/").content.decode()


def test_whoever_saved_meanwhile_is_not_overwritten(planner, typed):
    strategy = made(planner, typed())
    page = f"/strategies/{strategy.pk}/edit/"
    assert planner.post(page, typed(every="2", seen_version="1")).status_code == 302
    answer = planner.post(page, typed(every="3", seen_version="1"))
    assert answer.status_code == 422
    assert Strategy.objects.get().every == 2


def test_an_asset_taken_off_keeps_the_orders_it_had(planner, typed, van):
    strategy = made(planner, typed())
    run_strategies(date(2026, 12, 1))
    planner.post(f"/strategies/{strategy.pk}/edit/", typed(assets=[van.pk]))
    assert [place.asset for place in strategy.places.all()] == [van]
    assert strategy.occurrences.count() == 1


def test_two_strategies_never_share_a_name(planner, typed):
    made(planner, typed())
    answer = planner.post("/strategies/new/", typed(name="monthly CHECK"))
    assert answer.status_code == 422
    assert "of that name already" in answer.content.decode()


def test_the_time_and_the_lead_are_said_beside_the_rule(planner, typed):
    strategy = made(planner, typed(at="06:30", ends_on="2027-12-31"))
    assert "06:30" in besides(strategy)
    assert "until 31 December 2027" in besides(strategy)
    assert "made 7 days ahead" in besides(strategy)


def test_who_only_looks_changes_nothing(client, reader, stranger, make_strategy):
    strategy = make_strategy()
    client.force_login(reader)
    assert client.get(f"/strategies/{strategy.pk}/").status_code == 200
    assert client.get(f"/strategies/{strategy.pk}/edit/").status_code == 403
    assert client.post(f"/strategies/{strategy.pk}/pause/", {"paused": "1"}).status_code == 403
    client.force_login(stranger)
    assert client.get("/strategies/").status_code == 403


@pytest.mark.parametrize("number", [2, 40])
def test_lists_and_pages_ask_as_much_for_two_as_for_forty(
    planner, make_strategy, van, press, django_assert_max_num_queries, number
):
    for nth in range(number):
        strategy = make_strategy(press, van, name=f"Check {nth}")
    run_strategies(date(2026, 12, 1))
    with django_assert_max_num_queries(8):  # two of them for the session and the person
        assert "Check 1" in planner.get("/strategies/").content.decode()
    with django_assert_max_num_queries(10):
        planner.get(f"/strategies/{strategy.pk}/")
