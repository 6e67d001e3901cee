"""Other systems are asked to wait when they ask too often."""

import pytest
from django.core.cache import caches

from workorders.models import ApiToken
from workorders.tests.fleet import ORDERS, Fleet, refusal_of

TASKS = "/api/maintenance/service-tasks"


@pytest.fixture(autouse=True)
def one_second(time_machine):
    """The clock stands, so that a window does not end in the middle of a test."""
    time_machine.move_to("2026-11-20T10:00:05Z", tick=False)


def statuses(number, ask):
    return [ask().status_code for _ in range(number)]


def test_reads_of_one_kind_are_limited_for_all_tokens_together(
    fleet, reading_fleet, settings, time_machine
):
    settings.API_READS_A_SECOND = 5
    assert statuses(3, lambda: fleet.get(ORDERS)) == [200] * 3
    assert statuses(3, lambda: reading_fleet.get(ORDERS)) == [200, 200, 429]
    assert fleet.get(TASKS).status_code == 200
    time_machine.move_to("2026-11-20T10:00:06Z", tick=False)
    assert fleet.get(ORDERS).status_code == 200


def test_writes_are_limited_by_the_minute_and_say_when_to_come_back(fleet, press, settings):
    settings.API_WRITES_A_MINUTE = 2
    fleet.make(press)
    fleet.make(press)
    answer = fleet.post(ORDERS, {"assetId": str(press.pk)})
    assert refusal_of(answer, 429)
    assert answer["Retry-After"] == "55"
    assert fleet.patch(ORDERS, {"id": "1"}).status_code != 429


def test_one_token_cannot_use_up_what_others_need(fleet, reading_fleet, settings):
    settings.API_TOKEN_A_SECOND = 2
    assert statuses(3, lambda: fleet.get(ORDERS)) == [200, 200, 429]
    assert reading_fleet.get(ORDERS).status_code == 200


def test_all_requests_together_are_limited(fleet, reading_fleet, settings):
    settings.API_ALL_A_SECOND = 2
    assert [
        fleet.get(ORDERS).status_code,
        reading_fleet.get(TASKS).status_code,
        fleet.get(TASKS).status_code,
    ] == [200, 200, 429]


def test_a_wrong_token_is_told_so_and_counts_for_nobody(client, fleet, settings):
    settings.API_READS_A_SECOND = 1
    wrong = Fleet(client, "docket_nothing")
    assert statuses(3, lambda: wrong.get(ORDERS)) == [401] * 3
    assert fleet.get(ORDERS).status_code == 200


def test_a_request_under_a_key_counts_once_and_each_time_it_comes(fleet, press, settings):
    settings.API_WRITES_A_MINUTE = 2
    body = {"assetId": str(press.pk)}
    key = {"Idempotency-Key": "a"}
    assert [fleet.post(ORDERS, body, **key).status_code for _ in range(3)] == [200, 200, 429]


def test_the_limits_of_the_contract_are_on_by_default(monkeypatch):
    from config import settings

    assert (settings.API_READS_A_SECOND, settings.API_WRITES_A_MINUTE) == (5, 100)
    assert (settings.API_TOKEN_A_SECOND, settings.API_ALL_A_SECOND) == (150, 200)


def test_several_processes_count_together(fleet, settings):
    settings.API_READS_A_SECOND, settings.REDIS_URL = 1, "redis://127.0.0.1:1/0"
    assert fleet.get(ORDERS).status_code == 200
    caches["local"].clear()
    assert fleet.get(ORDERS).status_code == 429
    assert ApiToken.objects.count() == 1


def test_an_address_that_tries_token_after_token_is_asked_to_wait(client, fleet, settings):
    settings.API_MISSES_A_MINUTE = 3

    def guess(address="203.0.113.7"):
        wrong = {"Authorization": "Bearer docket_guess"}
        return client.get(TASKS, headers=wrong, REMOTE_ADDR=address)

    assert statuses(4, guess) == [401, 401, 401, 429]
    answer = guess()
    assert refusal_of(answer, 429)
    assert answer["Retry-After"] == "55"
    assert guess(address="203.0.113.8").status_code == 401
    assert fleet.get(TASKS, REMOTE_ADDR="203.0.113.7").status_code == 200
