"""Whatever is typed into an address or a form, the answer is an answer: never a 5xx.

Each name is sent some of the values, another mixture in each round; `HOSTILE_ROUNDS=9` sends every value in every name.
"""

import os
from collections import Counter

import pytest
from django.core.cache import caches
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from tests.rights import NO, RIGHTS
from tests.test_who_may_what import addresses, people  # noqa: F401 -- fixtures
from workorders.models import Task

pytestmark = [pytest.mark.long_file, pytest.mark.timeout(600)]

HOSTILE = [
    "",
    "a\0b",
    "\udcff\udcfe",  # bytes that are no UTF-8
    "x" * 70_000,
    "-1",
    "1e400",
    "1" + "0" * 30,
    "9999-12-31T23:59",
    "<script>alert(1)</script>'\"{{ 7|add:1 }}{0.__class__}%00&a[]=1",
]
ROUNDS = int(os.environ.get("HOSTILE_ROUNDS", "4"))
FORMS = ["shop", "region", "repairs", "papers", "notices", "plan"]
VERDICTS = [{"verdict": name} for name in ("approved", "sent_back")]
TRIGGERS = [{"trigger": name} for name in ("calendar", "dates", "usage", "condition")]
A_ROW = {"tasks-TOTAL_FORMS": "1", "tasks-INITIAL_FORMS": "0", "tasks-0-title": "Look"}
DIVES = {  # addresses whose form depends on one value
    "settings": [{"section": name} for name in FORMS],
    "person": [{"do": name} for name in ("roles", "deactivate", "sign_out")],
    "serviceorders:bookings": [{}, {"view": "week"}],
    "workorders:calendar": [{}, {"view": "week"}],
    "workorders:timeline": [{}, {"by": "asset"}],
    "workorders:assets": [{}, {"view": "tree"}],
    "workorders:asset": [{"part": name} for name in ("overview", "orders", "cases", "meters")],
    "workorders:behind_insights": [{"row": "all", "column": "finished"}],
    "workorders:bulk": [{}, {"make": "1", "all": "1"}],
    "workorders:job_orders": [{}, {"add": "WO-1"}],
    "workorders:edit_task": [{}, {"move": "up"}],
    "workorders:decide": VERDICTS,
    "sign_off": VERDICTS,
    "workorders:new_template": [A_ROW],
    "workorders:edit_template": [A_ROW],
    "workorders:strategy_preview": TRIGGERS,
    "workorders:new_strategy": TRIGGERS,
    "workorders:edit_strategy": TRIGGERS,
}
SECTIONS = ("device", "costing", "work", "notes")


@pytest.fixture
def heard(monkeypatch):
    """{name that was read of what was sent: how often}, which fills by itself."""
    names = Counter()

    def listening(method):
        def listen(self, key, *args):
            names[key] += 1
            return method(self, key, *args)

        return listen

    for name in ("__getitem__", "getlist"):
        monkeypatch.setattr(QueryDict, name, listening(getattr(QueryDict, name)))
    return names


@pytest.fixture
def visitor(client, people, nobody_prints, caplog):  # noqa: F811
    """A manager whose requests leave nothing behind, and who is answered as in production."""
    caplog.set_level("ERROR")
    client.raise_request_exception = False
    client.force_login(people["manager"])

    def ask(method, url, sent):
        caches["local"].clear()
        body = urlencode(sent)
        with transaction.atomic():
            if method == "get":
                answer = client.get(f"{url}?{body}")
            else:
                answer = client.post(url, body, "application/x-www-form-urlencoded")
            transaction.set_rollback(True)
        return answer

    return ask


def places(found):
    """Each address of ours with what must be sent along to reach each of its forms."""
    for name, url in found.items():
        if name == "serviceorders:edit":
            for section in SECTIONS:
                yield name, url.replace("/device/", f"/{section}/"), {}
        elif name == "workorders:task_answer":
            for task in Task.objects.exclude(answer_kind="photo"):
                yield name, reverse(name, args=[task.order.number, task.pk]), {}
        else:
            for sent in DIVES.get(name, [{}]):
                yield name, url, sent


def hostile(names, base):
    """What is sent in each round: a value in every name at once, beside what leads to the form."""
    stride = max(1, len(HOSTILE) // ROUNDS)
    return [
        base
        | {
            name: raw(HOSTILE[(place + turn * stride) % len(HOSTILE)])
            for place, name in enumerate(sorted(names))
        }
        for turn in range(ROUNDS)
        if names
    ]


def raw(value):
    return value.encode("utf-8", "surrogateescape")


@pytest.fixture
def of_the_frame(visitor, heard):
    """What a page's frame reads, its search field, which the dashboard shows for them all."""
    visitor("get", reverse("dashboard"), {})
    return Counter(heard)


def own_names(name, answer, heard, of_the_frame):
    """The names that this page reads, and not only the frame around it."""
    in_frame = name != "dashboard" and b' class="find"' in getattr(answer, "content", b"")
    return set(heard - of_the_frame if in_frame else heard)


def broken(visitor, method, url, sent):
    answer = visitor(method, url, sent)
    if answer.status_code >= 500:
        return [f"{method} {url} {str(sent)[:200]}: {answer.status_code}"]
    return []


def test_no_parameter_breaks_a_page(visitor, heard, of_the_frame, addresses):  # noqa: F811
    found = []
    for name, url, sent in places(addresses):
        if RIGHTS[name][0] is NO:
            continue
        heard.clear()
        answer = visitor("get", url, sent)
        names = own_names(name, answer, heard, of_the_frame)
        for query in hostile(names - {*sent, "urlencode"}, sent):
            found += broken(visitor, "get", url, query)

    assert found == []


def test_no_field_breaks_a_form(visitor, heard, addresses):  # noqa: F811
    found = []
    for name, url, sent in places(addresses):
        if RIGHTS[name][1] is NO:
            continue
        heard.clear()
        visitor("post", url, sent | {"other": "1"})
        for typed in hostile(heard.keys() - sent.keys(), sent):
            found += broken(visitor, "post", url, typed)

    assert found == []
