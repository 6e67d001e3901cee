from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.core import desks, workflow
from config.core.desks import Desk, Job
from config.core.workflow import Offer


def job(title, **fields):
    facts = {"detail": "OS-1", "url": f"/{title}/", "status": "repairing"}
    return Job(title=title, status_label="Repairing", **facts | fields)


def offer(label, **fields):
    facts = {
        "name": "x", "label": label, "target": "testing", "target_label": "Testing", "hint": "",
        "note_needed": False, "primary": True, "url": "/steps/x/",
    }  # fmt: skip
    return Offer(**facts | fields)


@pytest.fixture
def shows(client, technician, monkeypatch):
    """The page of My work for these jobs."""

    def shows(*jobs, when="", **headers):
        class Bench(Desk):
            def jobs(self, user):
                return list(jobs)

        monkeypatch.setattr(desks, "_desks", [Bench()])
        client.force_login(technician)
        return client.get(reverse("my_work") + when, **headers).content.decode()

    return shows


def test_the_tabs_part_today_from_late_and_later(shows):
    now = timezone.now()
    jobs = [
        job("Undated"),
        job("Overdue", due_at=now - timedelta(days=1), late=True),
        job("Distant", due_at=now + timedelta(days=9)),
    ]

    today, late, later = (shows(*jobs, when=when) for when in ("", "?when=late", "?when=later"))

    assert ["Undated" in today, "Overdue" in today, "Distant" in today] == [True, True, False]
    assert ["Undated" in late, "Overdue" in late, "Distant" in late] == [False, True, False]
    assert ["Undated" in later, "Overdue" in later, "Distant" in later] == [False, False, True]


def test_an_unknown_tab_is_today(shows):
    assert "Undated" in shows(job("Undated"), when="?when=never")


def test_what_is_in_hand_comes_first_and_its_step_is_under_the_thumb(shows):
    page = shows(job("Next one"), job("Held", in_hand=True, step=offer("Start testing")))

    assert page.index("In hand") < page.index("Held") < page.index("Next one")
    thumb = page[page.index('class="thumb"') :]
    assert "Start testing" in thumb
    assert 'action="/steps/x/"' in thumb


def test_a_step_says_what_was_seen_and_where_to_come_back(shows):
    page = shows(job("One", step=offer("Start testing")))

    assert 'name="seen" value="repairing"' in page
    assert 'name="next" value="/my-work/"' in page


def test_a_step_from_a_tab_comes_back_to_it(shows):
    page = shows(job("One", late=True, step=offer("Go")), when="?when=late")

    assert 'name="next" value="/my-work/?when=late"' in page


@pytest.mark.parametrize("hindrance", [{"note_needed": True}, {"reason": "No estimate yet."}])
def test_a_step_that_one_tap_cannot_take_has_no_button(shows, hindrance):
    page = shows(job("One", step=offer("Decline", **hindrance)))

    assert "Decline" not in page


def test_what_waits_for_others_is_kept_apart(shows):
    page = shows(job("Mine"), job("Theirs", waits_for_others=True))

    assert page.index("Mine") < page.index("Waits for someone else") < page.index("Theirs")


def test_htmx_gets_the_list_alone(shows):
    page = shows(job("One"), HTTP_HX_REQUEST="true")

    assert page.lstrip().startswith('<div id="my-work"')
    assert "<html" not in page


def test_the_page_listens_for_changes(shows):
    page = shows(job("One"))

    assert 'sse-connect="/stream/"' in page
    assert 'hx-trigger="sse:changed' in page


def test_an_empty_day_says_so(shows):
    assert "Nothing waits for you" in shows()


def test_an_order_of_mine_has_its_usual_step(client, technician, order):
    type(order).objects.filter(pk=order.pk).update(technician=technician)
    usual = next(step for step in workflow.offers(order, technician) if step.primary)
    client.force_login(technician)
    page = client.get("/my-work/").content.decode()

    assert order.device in page
    assert f'action="{usual.url}"' in page


def test_the_sidebar_counts_my_work(client, technician, order):
    type(order).objects.filter(pk=order.pk).update(technician=technician)
    client.force_login(technician)

    counts = client.get("/nav-counts/").json()

    assert counts["my-work"] == 1
    assert counts["service-orders"] == 1


def test_the_sidebar_tells_a_stranger_no_figures(client, stranger, order):
    client.force_login(stranger)

    assert client.get("/nav-counts/").json() == {"my-work": 0, "unseen": 0}
