import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.core import desks
from config.core.desks import Desk, Job, Tile
from config.core.models.shop import current_shop


class Bench(Desk):
    """A desk with one late job, one question and some work done, for those who may look."""

    def __init__(self, **fields):
        super().__init__(label="Bench", icon="tool", **fields)

    def tiles(self, user):
        return [Tile("Late things", 3, "oldest by 2 days", "/bench/?late", alarming=True)]

    def late(self, user):
        return [job("Late radio", due_at=timezone.now() - timedelta(days=2), late=True)]

    def waiting(self, user):
        return [job("Is it safe?", button="Answer")]

    def by_status(self, user):
        return [("repairing", "Repairing", 3, "/bench/?s=repairing"), ("ready", "Ready", 0, "/x/")]

    def finished_each_week(self, user, since):
        return {timezone.localdate().isocalendar()[:2]: 7}


def job(title, **fields):
    facts = {"detail": "OS-1", "url": f"/bench/{title}/", "status": "repairing"}
    return Job(title=title, status_label="Repairing", **facts | fields)


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.setattr(desks, "_desks", [Bench()])


@pytest.fixture
def no_work(monkeypatch):
    link = desks.Link("Things", "dashboard", "serviceorders.view_serviceorder")
    monkeypatch.setattr(desks, "_desks", [Desk(label="Repairs", icon="tool", links=[link])])


def test_the_dashboard_says_what_is_late_and_what_waits(client, manager, bench):
    client.force_login(manager)
    page = client.get("/").content.decode()

    assert "Late things" in page
    assert 'href="/bench/Late radio/"' in page
    assert 'aria-label="Answer: Is it safe?"' in page


def test_the_dashboard_draws_what_was_finished_each_week(client, manager, bench):
    client.force_login(manager)
    page = client.get("/").content.decode()

    week = timezone.localdate().isocalendar().week
    assert f"Week {week}: 7 finished" in page
    assert page.count("finished</title>") == 12


def test_an_open_status_leads_to_its_list_and_an_empty_one_is_left_out(client, manager, bench):
    client.force_login(manager)
    page = client.get("/").content.decode()

    assert 'href="/bench/?s=repairing"' in page
    assert 'href="/x/"' not in page


def test_charts_need_no_inline_style_or_script(client, manager, bench):
    client.force_login(manager)
    page = client.get("/").content.decode()

    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)


def test_numbers_in_charts_stay_numbers_in_other_languages(client, manager, monkeypatch):
    class Uneven(Bench):
        def by_status(self, user):
            return [("repairing", "R", 1, "/"), ("ready", "B", 2, "/")]

    monkeypatch.setattr(desks, "_desks", [Uneven()])
    client.force_login(manager)
    client.cookies["django_language"] = "es"
    page = client.get("/").content.decode()

    assert 'width="32.98"' in page


def test_a_new_shop_is_told_what_to_do_first(client, manager, no_work):
    client.force_login(manager)
    page = client.get("/").content.decode()

    assert "Start here" in page
    assert reverse("settings") in page
    assert "Finished each week" not in page


def test_somebody_without_a_role_is_told_whom_to_ask(client, stranger, no_work):
    client.force_login(stranger)
    page = client.get("/").content.decode()

    assert "You have no role yet" in page
    assert "Say who you are" not in page


def test_the_dashboard_of_the_repair_desk_shows_a_stranger_nothing(client, stranger, order):
    client.force_login(stranger)

    assert order.number not in client.get("/").content.decode()


@pytest.mark.parametrize("page", ["dashboard", "my_work", "search", "nav_counts", "stream"])
def test_nobody_sees_these_pages_without_a_login(client, page):
    assert client.get(reverse(page)).status_code == 302


def test_the_dashboard_leaves_the_questions_to_its_desks(
    client, manager, bench, django_assert_max_num_queries
):
    client.force_login(manager)
    current_shop()
    with django_assert_max_num_queries(4):
        client.get("/")


def test_a_dashboard_is_not_changed_by_posting(client, manager):
    client.force_login(manager)

    assert client.post("/").status_code == 405
