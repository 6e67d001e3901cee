import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils import timezone

from config.core.workflow import Offer

ORDER = SimpleNamespace(status="awaiting_approval")


def offer(name, **facts):
    usual = {
        "label": name.capitalize(), "target": "approved", "target_label": "Approved", "hint": "",
        "note_needed": False, "primary": False, "url": f"/steps/{name}/",
    }  # fmt: skip
    return Offer(name=name, **usual | facts)


def dock(*steps, **more):
    return render_to_string("core/_step_dock.html", {"record": ORDER, "steps": steps, **more})


def test_the_usual_step_is_the_one_primary_button():
    html = dock(offer("approve", primary=True), offer("cancel"))

    assert re.findall(r'<button class="([^"]+)" formaction="([^"]+)"', html) == [
        ("btn primary", "/steps/approve/"),
        ("step", "/steps/cancel/"),
    ]


def test_every_button_works_without_javascript():
    html = dock(offer("approve", primary=True), offer("cancel"))

    assert re.findall('hx-post="([^"]+)"', html) == re.findall('formaction="([^"]+)"', html)
    assert 'method="post"' in html


def test_the_dock_says_which_status_was_seen():
    assert '<input type="hidden" name="seen" value="awaiting_approval">' in dock(offer("approve"))


def test_a_refused_step_is_no_button_and_says_why():
    html = dock(offer("repair", reason="Waits for the client.", fix="decision"))

    assert "<button" not in html
    assert "Waits for the client." in html
    assert 'href="#decision"' in html


def test_a_step_that_needs_a_note_says_so():
    assert "Needs a note" in dock(offer("cancel", note_needed=True))


def test_the_note_is_shown_to_the_client_only_where_there_is_a_client():
    assert 'name="public"' not in dock(offer("approve"))
    assert 'name="public"' in dock(offer("approve"), show_public=True)


def test_a_closed_record_has_no_dock():
    assert dock().strip() == ""


def entry(**facts):
    usual = {
        "at": timezone.now() - timedelta(minutes=8), "title": "Diagnosing", "who": "Dana", "status": "",
        "note": "", "public": False, "email": None, "document": None, "READ_BY_CLIENTS": True,
    }  # fmt: skip
    return SimpleNamespace(**usual | facts)


@pytest.mark.parametrize(
    ("facts", "shown", "hidden"),
    [
        ({"note": "Swollen", "public": True}, ["Client sees this", "Swollen"], ["Internal"]),
        ({"note": "Swollen"}, ["Internal"], ["Client sees this"]),
        ({"note": "Swollen", "READ_BY_CLIENTS": False}, ["Swollen"], ["Internal"]),
        ({}, ["Diagnosing", "Dana", "8 min"], ["Internal", "Client sees this", "data-status"]),
        ({"status": "diagnosing"}, ['data-status="diagnosing"'], []),
        ({"note": "<script>"}, ["&lt;script&gt;"], ["<script>"]),
    ],
)
def test_a_line_of_history_says_who_may_read_it(facts, shown, hidden):
    html = render_to_string("core/_history.html", {"history": [entry(**facts)]})

    assert [text for text in shown if text not in html] == []
    assert [text for text in hidden if text in html] == []


def test_the_pager_keeps_the_filters(rf):
    page = Paginator(range(95), 25).page(2)
    request = rf.get("/service-orders/?status=ready&page=2")
    html = render_to_string("core/_pager.html", {"page": page}, request)

    assert "26–50 of 95" in html
    assert re.findall('rel="(prev|next)" href="([^"]+)"', html) == [
        ("prev", "?status=ready&amp;page=1"),
        ("next", "?status=ready&amp;page=3"),
    ]
