"""What whoever reported a problem hears of it, and whoever takes care of it."""

import pytest

from config.core import workflow
from config.core.actors import CLIENT, CLOCK
from config.core.models import Email
from config.core.models.link import token_for
from workorders.letters import A_DAY
from workorders.services import cases

STRANGE = "CANARY"


@pytest.fixture
def address(press):
    return f"/report/{press.code}/"


@pytest.fixture
def guarded(site, technician):
    """Reports of the site go to the technician."""
    site.assignee = technician
    site.save()
    return site


@pytest.fixture
def leak(press):
    """Told by somebody outside, who left their address."""
    return cases.report(
        by=CLIENT, asset=press, title="It leaks", language="es",
        reporter_name="Otto", reporter_email="Otto@Example.org",
    )  # fmt: skip


def typed(**changed):
    return {
        "title": f"{STRANGE} title", "description": f"{STRANGE} words", "priority": "high",
        "name": f"{STRANGE} name", "email": "otto@example.org", "website": "", "once": "key-1",
    } | changed  # fmt: skip


def letters_to(address):
    return list(Email.objects.filter(to=address).order_by("pk").values_list("kind", flat=True))


def told(user):
    return list(user.notifications.order_by("pk").values_list("kind", flat=True))


def test_a_report_is_answered_with_its_page(client, address):
    page = client.post(address, typed())["Location"]
    letter = Email.objects.get(to="otto@example.org")
    assert letter.kind == "case-received"
    assert page in letter.text
    assert "Press 4" in letter.text


def test_no_word_of_a_stranger_is_written_to_anybody(client, address, guarded, technician):
    client.post(address, typed())
    assert letters_to(technician.email) == ["case-given"]
    for letter in Email.objects.all():
        assert STRANGE not in letter.subject + letter.text + letter.html
    assert STRANGE not in technician.notifications.get().text


def test_an_address_hears_of_a_few_reports_a_day_and_no_more(client, address):
    for number in range(A_DAY + 2):
        email = "Otto@example.org" if number % 2 else "otto@EXAMPLE.org"
        client.post(address, typed(once=f"key-{number}", email=email))
    client.post(address, typed(once="other", email="olga@example.org"))
    assert letters_to("otto@example.org") == ["case-received"] * A_DAY
    assert letters_to("olga@example.org") == ["case-received"]


def test_who_left_no_address_is_written_nothing(client, address):
    client.post(address, typed(email=""))
    assert not Email.objects.exists()


def test_whoever_takes_the_reports_of_the_site_hears_of_each(client, address, guarded, technician):
    for number in range(A_DAY + 1):
        client.post(address, typed(once=f"key-{number}"))
    assert told(technician) == ["case-given"] * (A_DAY + 1)
    assert letters_to(technician.email) == ["case-given"] * (A_DAY + 1)
    assert technician.notifications.first().path.startswith("/cases/CA-")


def test_whoever_reports_to_themselves_is_told_nothing(guarded, press, technician):
    cases.report(by=technician, asset=press, title="It leaks")
    assert told(technician) == []
    assert letters_to(technician.email) == []


def test_a_case_that_is_given_to_another_is_told_to_them(leak, manager, technician):
    case = cases.change_case(leak, by=manager, assignee=technician)
    cases.change_case(case, by=manager, title="It drips")
    assert told(technician) == ["case-given"]


def test_the_reporter_hears_in_their_language_that_it_is_worked_on_and_dealt_with(leak, manager):
    case = workflow.take_step(leak, "start", by=manager)
    workflow.take_step(case, "resolve", by=manager)
    assert letters_to("otto@example.org") == ["case-received", "case-started", "case-resolved"]
    token = token_for("case", leak.number, 1)
    assert all(f"/reported/{token}/" in letter.text for letter in Email.objects.all())
    assert all('lang="es"' in letter.html for letter in Email.objects.all())


def test_the_orders_of_a_case_tell_its_reporter(leak, manager):
    order = cases.order_from_case(leak, by=manager)
    order = workflow.take_step(order, "start", by=manager)
    assert letters_to("otto@example.org") == ["case-received", "case-started"]
    workflow.take_step(order, "finish", by=manager)
    assert letters_to("otto@example.org")[2:] == ["case-resolved"]


def test_a_colleague_who_reported_it_hears_under_the_bell(press, manager, technician):
    case = cases.report(by=technician, asset=press, title="It leaks")
    case = workflow.take_step(case, "start", by=manager)
    workflow.take_step(case, "resolve", by=CLOCK)
    assert told(technician) == letters_to(technician.email) == ["case-started", "case-resolved"]
    assert technician.notifications.first().path == case.get_absolute_url()


def test_a_colleague_is_not_told_of_their_own_steps(press, manager):
    case = cases.report(by=manager, asset=press, title="It leaks")
    workflow.take_step(case, "start", by=manager)
    assert told(manager) == []


def test_a_letter_stands_in_the_history_and_not_on_the_reporters_page(client, leak):
    assert leak.history.filter(email__isnull=False).count() == 1
    page = client.get(f"/reported/{token_for('case', leak.number, 1)}/")
    assert page.status_code == 200
    assert "otto@example.org" not in page.text
