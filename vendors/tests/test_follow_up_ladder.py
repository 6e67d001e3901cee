"""The clock reminds vendors, asks them and tells the desk: each step once, on the shop's own days."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.files.storage import default_storage
from icalendar import Calendar

from config.core import outbox
from config.core.models import Email, ShopProfile
from config.core.models.shop import current_shop
from config.core.workflow import take_step
from vendors import services, tasks
from vendors.models import VendorWorkOrder

ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 6, 1, 10, tzinfo=ZONE)  # the orders of these tests are sent then
VISIT = datetime(2026, 6, 12, 23, 30, tzinfo=ZONE)  # by the clock of storage that is the 13th


def at(moment):
    return time_machine.travel(moment, tick=False)


def day(number, hour=10):
    """So many days after the order was sent."""
    return at(MONDAY.replace(hour=hour) + timedelta(days=number))


@pytest.fixture(autouse=True)
def settings_of_the_shop():
    """The ladder alone writes e-mails to vendors here, on New York's calendar."""
    current_shop()
    ShopProfile.objects.update(time_zone="America/New_York", email="desk@example.net")


@pytest.fixture
def wants():
    """``wants(vendor_remind_days=0)`` changes the shop's settings."""
    return lambda **fields: ShopProfile.objects.update(**fields)


@pytest.fixture
def sent(make_order, manager):
    with at(MONDAY):
        return take_step(make_order(), "send", by=manager)


@pytest.fixture
def agreed(sent, manager):
    with at(MONDAY):
        return services.schedule(sent, by=manager, at=VISIT)


def letters(kind):
    return Email.objects.filter(kind=kind)


def now(order):
    return VendorWorkOrder.objects.get(pk=order.pk)


def climb():
    return services.follow_up_vendors()


# Silent


def test_a_silent_vendor_is_reminded_once_after_two_days(sent):
    with day(1, hour=23):
        assert climb() == 0
    with day(2, hour=7):
        assert climb() == 1
        assert climb() == 0
    with day(4):
        assert climb() == 0

    assert letters("vendor-reminder").get().to == "pipeco@example.com"
    assert now(sent).nudged_at
    entry = sent.history.get(action="reminded")
    assert (entry.who, entry.note) == ("The clock", "No answer for 2 days")
    assert sent.history.filter(email__kind="vendor-reminder").count() == 1


def test_a_vendor_who_only_looked_at_the_page_is_reminded(sent):
    services.opened(sent)
    with day(2):
        assert climb() == 1


def test_a_date_that_we_wrote_into_the_order_is_no_answer_of_the_vendor(make_order, manager):
    with at(MONDAY):
        take_step(make_order(scheduled_at=VISIT), "send", by=manager)
    with day(2):
        assert climb() == 1


@pytest.mark.parametrize("answer", ["accept", "decline", "offer_date", "report_done"])
def test_a_vendor_who_answered_is_not_reminded(sent, wants, answer):
    wants(vendor_escalate_days=0)
    words = {"decline": {"note": "Full up"}, "offer_date": {"at": VISIT}}.get(answer, {})
    with day(1):
        getattr(services, answer)(sent, **words)
    with day(3):
        assert climb() == 0


@pytest.mark.parametrize("step", ["complete", "recall", "cancel"])
def test_a_job_that_is_over_or_called_off_is_followed_up_no_more(agreed, manager, step):
    with day(1):
        take_step(agreed, step, by=manager)
    for days in (2, 6, 10, 12, 13):
        with day(days):
            assert climb() == 0


def test_an_order_that_is_sent_again_begins_anew(sent, manager):
    with day(2):
        assert climb() == 1
        draft = take_step(sent, "recall", by=manager)
        take_step(draft, "send", by=manager)
    with day(3):
        assert climb() == 0
    with day(4):
        assert climb() == 1
    assert letters("vendor-reminder").count() == 2


# The visit


def test_the_day_before_the_visit_the_vendor_gets_an_entry_for_the_calendar(agreed):
    with day(9, hour=23):
        assert climb() == 0
    with day(10, hour=0):
        assert climb() == 1
        assert climb() == 0

    email = letters("vendor-tomorrow").get()
    assert "12 June 2026, 23:30" in email.text
    ((name, path),) = email.files
    assert name == f"{agreed.number}.ics"
    with default_storage.open(path) as file:
        event = Calendar.from_ical(file.read()).events[0]
    assert (event.start, event["UID"].split("@")[0]) == (VISIT, agreed.number)
    assert event["LOCATION"] == "12 Alder Lane, Bristol"
    assert "CANARY" not in event.to_ical().decode()
    assert now(agreed).announced_at


def test_the_entry_rides_along_as_a_calendar_file(agreed):
    with day(10):
        climb()
        while outbox.work_once():
            pass

    tomorrow = next(each for each in mail.outbox if each.subject.startswith("Tomorrow"))
    ((name, content, kind),) = tomorrow.attachments
    assert (name, kind) == (f"{agreed.number}.ics", "text/calendar")
    assert "BEGIN:VEVENT" in content


def test_a_visit_that_was_put_off_is_announced_again(agreed, manager):
    with day(10):
        assert climb() == 1
        services.schedule(agreed, by=manager, at=VISIT + timedelta(days=3))
        assert climb() == 0
    with day(13):
        assert climb() == 1


def test_a_date_is_not_announced_while_the_vendor_asks_for_another(agreed):
    services.offer_date(agreed, at=VISIT + timedelta(days=3))
    with day(10):
        assert climb() == 0


def test_the_day_after_the_vendor_is_asked_whether_it_is_done(agreed, wants):
    wants(vendor_announces=False)
    with day(11, hour=23):
        assert climb() == 0
    with day(12, hour=0):
        assert climb() == 1
        assert climb() == 0
    assert letters("vendor-done").get().subject.startswith("Is it done?")
    assert now(agreed).asked_done_at


def test_a_vendor_who_reported_it_done_is_not_asked(agreed, wants):
    wants(vendor_announces=False)
    services.report_done(agreed)
    with day(12):
        assert climb() == 0


def test_nobody_is_asked_about_a_visit_of_long_ago(agreed):
    with day(30):
        assert climb() == 0


# The desk


def test_the_desk_is_told_of_a_silent_vendor_with_the_next_one(sent, make_vendor, wants):
    make_vendor("Drip Doctors", "plumbing")
    wants(vendor_remind_days=0)
    with day(4, hour=23):
        assert climb() == 0
    with day(5, hour=0):
        assert climb() == 1
        assert climb() == 0

    note = sent.history.get(action="escalated").note
    assert note == "No answer for 5 days · Next: Drip Doctors"
    email = letters("desk-escalated").get()
    assert email.to == "desk@example.net"
    assert email.subject == f"Pipe & Co, {sent.number}: No answer for 5 days"
    assert "Next: Drip Doctors" in email.text
    assert sent.get_absolute_url() in email.text
    assert now(sent).vendor.company == "Pipe & Co"


def test_the_desk_is_told_at_once_that_a_vendor_declined(sent):
    with day(0, hour=11):
        services.decline(sent, note="We are full until July")
        assert climb() == 1

    note = sent.history.get(action="escalated").note
    assert note == "Declined · We are full until July · Nobody else has this trade."
    assert now(sent).escalated_at


def test_the_desk_without_an_address_reads_it_in_the_history(sent, wants):
    wants(email="")
    services.decline(sent, note="No")
    with day(1):
        assert climb() == 1

    assert not letters("desk-escalated").exists()
    assert sent.history.filter(action="escalated").exists()


# An e-mail that did not arrive


@pytest.fixture
def returned(sent):
    """The order whose e-mail came back an hour after it was sent."""
    with day(0, hour=11):
        come_back(sent)
    return sent


def come_back(order):
    """Every e-mail about the order that left was returned."""
    while outbox.work_once():
        pass
    for entry in order.history.filter(email__isnull=False):
        services.mark_bounced(entry.email, "No such mailbox")


def test_the_desk_is_told_of_an_e_mail_that_came_back_and_nothing_follows_it(returned):
    with day(0, hour=12):
        assert climb() == 1
    for days in (2, 3, 9):
        with day(days):
            assert climb() == 0

    note = returned.history.get(action="escalated").note
    why = "An e-mail to pipeco@example.com did not arrive"
    assert note == f"{why} · Nobody else has this trade."
    assert letters("desk-escalated").get().subject == f"Pipe & Co, {returned.number}: {why}"
    assert not letters("vendor-reminder").exists()


def test_a_visit_is_neither_announced_nor_asked_about_where_no_e_mail_arrives(agreed):
    with day(1):
        come_back(agreed)
    for days in (10, 12):
        with day(days):
            climb()
    assert not letters("vendor-tomorrow").exists()
    assert not letters("vendor-done").exists()


def send_again(order, manager):
    email = order.history.get(email__kind="vendor-order").email
    services.resend_email(order, email, by=manager)


def test_the_ladder_starts_again_once_the_lost_e_mail_is_sent_again(returned, manager):
    with day(1):
        climb()
    with day(9):
        send_again(returned, manager)
        assert now(returned).escalated_at is None
    with day(10):
        assert climb() == 0
    with day(11):
        assert climb() == 1
    assert letters("vendor-reminder").get().to == "pipeco@example.com"
    assert returned.history.get(action="reminded").note == "No answer for 2 days"
    with day(14):
        assert climb() == 1
    assert letters("desk-escalated").count() == 2


def test_an_e_mail_that_comes_back_twice_is_told_twice(returned, manager):
    with day(1):
        climb()
        send_again(returned, manager)
        come_back(returned)
        assert climb() == 1
    assert letters("desk-escalated").count() == 2


def test_what_was_not_lost_is_sent_again_and_nobody_is_told_anew(sent, manager):
    with day(5):
        climb()
        Email.objects.filter(kind="vendor-order").update(state="sent")
        send_again(sent, manager)
    assert now(sent).escalated_at
    assert now(sent).nudged_at


# Settings


SWITCHES = {
    "vendor_remind_days": "vendor-reminder",
    "vendor_announces": "vendor-tomorrow",
    "vendor_asks_done": "vendor-done",
    "vendor_escalate_days": "desk-escalated",
}


@pytest.mark.parametrize("off", [None, *SWITCHES])
def test_each_step_can_be_switched_off(make_order, manager, plasterer, wants, off):
    if off:
        wants(**{off: 0})
    with at(MONDAY):
        take_step(make_order(0), "send", by=manager)
        agreed = take_step(make_order(1, vendor=plasterer), "send", by=manager)
        services.schedule(agreed, by=manager, at=VISIT)
    for days in range(15):
        with day(days):
            climb()

    written = {kind: letters(kind).count() for kind in SWITCHES.values()}
    assert written == {kind: int(setting != off) for setting, kind in SWITCHES.items()}


def test_the_days_are_those_of_the_settings(sent, wants):
    wants(vendor_remind_days=3)
    with day(2):
        assert climb() == 0
    with day(3):
        assert climb() == 1


def test_all_steps_can_come_in_one_run_after_a_long_rest(make_order, manager):
    with at(MONDAY):
        take_step(make_order(), "send", by=manager)
    with day(9):
        assert climb() == 2
    assert letters("vendor-reminder").count() == letters("desk-escalated").count() == 1


@pytest.mark.parametrize(("hour", "written"), [(3, 0), (6, 0), (7, 1), (19, 1), (20, 0), (23, 0)])
def test_the_clock_writes_to_nobody_at_night(sent, hour, written):
    with day(3, hour=hour):
        tasks.follow_up_vendors()
    assert letters("vendor-reminder").count() == written


def test_the_manager_sets_the_ladder(client, manager):
    client.force_login(manager)
    client.post(
        "/settings/",
        {"section": "vendors", "vendor_remind_days": "4", "vendor_escalate_days": "9"},
    )
    shop = current_shop()
    assert (shop.vendor_remind_days, shop.vendor_escalate_days) == (4, 9)
    assert (shop.vendor_announces, shop.vendor_asks_done) == (False, False)


def test_the_orders_of_a_run_cost_the_same_to_find(sent, django_assert_max_num_queries):
    with day(1), django_assert_max_num_queries(6):
        assert climb() == 0
