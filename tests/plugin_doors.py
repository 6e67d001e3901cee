"""The addresses of each room, each of a thing that is there: who may ask for them, and what hostile values do to them.

What is there, the room's module of DOORS says: `arguments(manager, technician)`, {name: the arguments of its address};
DIVES, {name: what must be sent along, in turn, to reach each of its forms}; and where one name has several addresses to
be tried, `more_addresses(found)`.
"""

import os
from collections import Counter
from importlib import import_module

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import caches
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from config.core.models import User
from conftest import person
from tests.rights import NO, RIGHTS
from tests.rooms import NOT_KEPT_HERE, ROOMS_OF_THIS_RUN, addresses_of

DOORS = {
    "house": "tests.doors_of_the_house",
    "serviceorders": "serviceorders.tests.doors",
    "warehouse": "warehouse.tests.doors",
    "vendors": "vendors.tests.doors",
    "workorders": "workorders.tests.doors",
}
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


class Doors:
    """The addresses of one room, and the people who try them."""

    def __init__(self, room, people):
        self.people = people
        there = import_module(DOORS[room])
        self.dives = there.DIVES
        given = there.arguments(people["manager"], people["technician"])
        names = {name for name in addresses_of(room) if not name.startswith(NOT_KEPT_HERE)}
        self.found = {name: reverse(name, args=given.get(name, [])) for name in sorted(names)}
        self.more = there.more_addresses(self.found) if hasattr(there, "more_addresses") else {}

    def forms(self):
        """(name, address, what must be sent along) of each form and page."""
        for name, url in self.found.items():
            for each in self.more.get(name, [url]):
                for sent in self.dives.get(name, [{}]):
                    yield name, each, sent

    # Who may what

    def wrong_for(self, role):
        """What the table of rights says otherwise; what nobody may ask for is asked by two people."""
        client, wrong = Client(), []
        for name, url in self.found.items():
            if self.people[role] and SESSION_KEY not in client.session:
                client.force_login(User.objects.get(pk=self.people[role].pk))
            for method, allowed in zip(("get", "post"), RIGHTS[name], strict=True):
                if allowed is NO and role not in ("manager", "anonymous"):
                    continue
                answer = getattr(client, method)(url)
                expected = (
                    "refused" if allowed is NO else ("served" if role in allowed else "closed")
                )
                if not fits(answer, expected, role):
                    where = answer.headers.get("Location", "")
                    wrong.append(f"{method} {name}: {answer.status_code} {where}, not {expected}")
        return wrong


def fits(answer, expected, role):
    """Whether the answer is what the table says; a form sent empty may be refused for what it lacks."""
    to_login = answer.status_code == 302 and "/login/" in answer["Location"]
    if expected == "refused":
        return answer.status_code == 405 or (role == "anonymous" and to_login)
    if expected == "closed":
        return to_login if role == "anonymous" else answer.status_code in (403, 404)
    return not to_login and answer.status_code in (200, 202, 204, 302, 400, 404, 409, 422)


@pytest.fixture(scope="module")
def people(kept_in_module):
    """{role: somebody of it}, and None for whoever is not logged in."""
    return {
        "anonymous": None,
        "approver": person("ivo", "approver"),
        "dispatcher": person("tom", "dispatcher"),
        "manager": person("maya", "manager"),
        "picker": person("sam", "warehouse"),
        "reader": person("rita", "read-only"),
        "stranger": person("stan"),
        "technician": person("dana", "technician"),
    }


@pytest.fixture(scope="module", params=ROOMS_OF_THIS_RUN)
def doors(request, people):
    """Of each room in turn; what the next finds there is its own."""
    with transaction.atomic():
        yield Doors(request.param, people)
        transaction.set_rollback(True)


@pytest.fixture
def quiet(caplog):
    """Half of the answers are refusals, each a line of the log."""
    for name in ("django.request", "docket.access"):
        caplog.set_level("ERROR", name)


# What hostile values do


class Intruder:
    """A manager who sends each name that a page reads some of the hostile values, another mixture in each round."""

    def __init__(self, doors, visitor, heard):
        self.doors = doors
        self.ask = visitor
        self.heard = heard

    def broken_pages(self):
        """The questions that were answered with a 5xx."""
        self.ask("get", reverse("dashboard"), {})
        of_the_frame, found = Counter(self.heard), []
        for name, url, sent in self.doors.forms():
            if RIGHTS[name][0] is NO:
                continue
            self.heard.clear()
            answer = self.ask("get", url, sent)
            names = self._own_names(name, answer, of_the_frame)
            for query in hostile(names - {*sent, "urlencode"}, sent):
                found += self._broken("get", url, query)
        return found

    def _own_names(self, name, answer, of_the_frame):
        """The names that this page reads, and not only the frame around it, which the dashboard shows for them all."""
        in_frame = name != "dashboard" and b' class="find"' in getattr(answer, "content", b"")
        return set(self.heard - of_the_frame if in_frame else self.heard)

    def broken_forms(self):
        """The forms that were answered with a 5xx."""
        found = []
        for name, url, sent in self.doors.forms():
            if RIGHTS[name][1] is NO:
                continue
            self.heard.clear()
            self.ask("post", url, sent | {"other": "1"})
            for typed in hostile(self.heard.keys() - sent.keys(), sent):
                found += self._broken("post", url, typed)
        return found

    def _broken(self, method, url, sent):
        answer = self.ask(method, url, sent)
        if answer.status_code >= 500:
            return [f"{method} {url} {str(sent)[:200]}: {answer.status_code}"]
        return []


def hostile(names, base):
    """What is sent in each round: a value in every name at once, beside what leads to the form."""
    stride = max(1, len(HOSTILE) // ROUNDS)
    return [
        base
        | {
            name: HOSTILE[(place + turn * stride) % len(HOSTILE)].encode("utf-8", "surrogateescape")
            for place, name in enumerate(sorted(names))
        }
        for turn in range(ROUNDS)
        if names
    ]


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
def visitor(client, people, nobody_prints, caplog):
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


@pytest.fixture
def intruder(doors, visitor, heard):
    return Intruder(doors, visitor, heard)
