"""Other systems ask at the same moment, and orders change while webhooks are told of them."""

import pytest

from tests.workers import ask, surroundings
from workorders.tests.receiver import Receiver

pytestmark = pytest.mark.xdist_group("servers")


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_ten_requests_at_once_under_one_key_make_one_order(engine, database_template, tmp_path):
    env = surroundings(database_template.copy(engine, tmp_path), tmp_path)
    done = ask("ask_at_once", env, module="workorders.tests.api_workers", clients=10)

    assert done["orders"] == 1
    (((status, _body), times),) = done["answers"]
    assert (status, times) == (200, 10)


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_a_webhook_hears_of_the_last_change_whenever_it_comes(engine, database_template, tmp_path):
    env = surroundings(database_template.copy(engine, tmp_path), tmp_path)
    with Receiver().serving() as receiver:
        done = ask(
            "change_and_tell_at_once",
            env,
            module="workorders.tests.api_workers",
            url=receiver.url,
            writers=2,
            each=40,
            tellers=2,
        )

    assert done["states"] == ["sent"]
    assert receiver.heard[-1]["data"]["description"] == done["description"]
    moments = [message["data"]["updatedAtTime"] for message in receiver.heard]
    assert moments == sorted(moments)
    assert 1 < len(receiver.heard) == done["deliveries"] <= 80


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_a_change_that_is_not_over_is_told_of_once_it_is(engine, database_template, tmp_path):
    assert told_meanwhile(engine, database_template, tmp_path, locked=True) == ["Later"]


def test_without_the_lock_it_would_be_missed(database_template, tmp_path):
    assert told_meanwhile("stack", database_template, tmp_path, locked=False) == [None]


def told_meanwhile(engine, database_template, tmp_path, locked):
    env = surroundings(database_template.copy(engine, tmp_path), tmp_path)
    with Receiver().serving() as receiver:
        job = "tell_while_a_change_is_not_over"
        ask(job, env, module="workorders.tests.api_workers", url=receiver.url, locked=locked)
    return [message["data"].get("description") for message in receiver.heard]
