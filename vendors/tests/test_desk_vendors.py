"""What the warranty desk shows on the dashboard, in the sidebar and to the search."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.core import desks, workflow
from config.core.actors import CLIENT
from vendors import services
from vendors.desk import WarrantyDesk
from vendors.models import DraftProposal, Issue, Message, ServiceRequest, VendorWorkOrder

AGO = timedelta(days=2)


@pytest.fixture
def desk():
    return next(each for each in desks.all_desks() if isinstance(each, WarrantyDesk))


@pytest.fixture
def take(manager):
    """``take(order, "send", "complete")``."""

    def go(record, *steps, **note):
        for step in steps:
            record = workflow.take_step(record, step, by=manager, **note)
        return record

    return go


@pytest.fixture
def draft(trade):
    """``draft(issue)`` waits for a decision."""

    def write(issue):
        return DraftProposal.objects.create(
            issue=issue, text=issue.description, trade=trade("plumbing"), title="Leak",
            description="Mend it", confidence=0.9, engine="local", engine_version="1",
        )  # fmt: skip

    return write


@pytest.fixture
def mail():
    def come_in(**fields):
        number = Message.objects.count()
        facts = {"digest": f"{number:064}", "sender": "who@example.com", "text": "Hello"}
        return Message.objects.create(**facts | fields)

    return come_in


def changed(order, **fields):
    VendorWorkOrder.objects.filter(pk=order.pk).update(**fields)


def tiles(desk, user):
    return {tile.label: (tile.value, tile.alarming, tile.url) for tile in desk.tiles(user)}


def titles(jobs):
    return [job.title for job in jobs]


def test_a_shop_that_does_not_use_the_desk_has_no_tiles(desk, manager):
    assert desk.tiles(manager) == []


def test_the_tiles_count_drafts_overdue_and_silent_orders_and_mail(
    desk, manager, asked, make_order, take, draft, mail
):
    draft(asked.issues.last())
    changed(take(make_order(), "send"), scheduled_at=timezone.now() - AGO)
    changed(take(make_order(), "send"), sent_at=timezone.now() - timedelta(days=3, minutes=1))
    changed(take(make_order(), "send"), sent_at=timezone.now() - timedelta(days=2, hours=23))
    answered = services.accept(take(make_order(), "send"))
    changed(answered, sent_at=timezone.now() - timedelta(days=9))
    mail(), mail(handled_at=timezone.now()), mail(order=answered)
    assert tiles(desk, manager) == {
        "Drafts to decide": (1, False, "/requests/?waits=on"),
        "Vendors overdue": (1, True, "/vendor-orders/?look=late"),
        "No reply for 3 days": (1, True, "/vendor-orders/?look=silent"),
        "Mail to sort": (1, False, "/inbox/"),
    }


def test_drafts_of_closed_requests_and_of_issues_not_covered_wait_for_nobody(
    desk, manager, asked, draft, take
):
    first, second = asked.issues.all()
    draft(first), draft(second)
    services.mark_not_covered(second, by=manager, reason="Wear")
    assert tiles(desk, manager)["Drafts to decide"][0] == 1
    take(asked, "close")
    assert desk.tiles(manager) == desk.waiting(manager) == []
    assert desk.counts(manager)["service-requests"] == 0


def test_the_sidebar_counts_what_wants_a_look(desk, manager, asked, make_order, take, draft, mail):
    for issue in asked.issues.all():
        draft(issue)
    services.accept(take(make_order(), "send"))
    make_order()
    mail()
    assert desk.counts(manager) == {"service-requests": 1, "vendor-orders": 1, "inbox": 1}


def test_late_is_what_is_past_the_agreed_date(desk, manager, make_order, take):
    late = take(make_order(title="Drip"), "send")
    changed(late, scheduled_at=timezone.now() - AGO)
    changed(take(make_order(), "send"), scheduled_at=timezone.now() + AGO)
    changed(take(make_order(), "send", "complete"), scheduled_at=timezone.now() - AGO)
    (job,) = desk.late(manager)
    assert (job.title, job.detail, job.url) == (
        "Drip", f"{late.number} · Pipe & Co", late.get_absolute_url(),
    )  # fmt: skip


def test_what_is_not_fixed_comes_before_declined_orders_and_drafts(
    desk, manager, home, asked, make_order, take, draft
):
    draft(asked.issues.first())
    declined = services.decline(take(make_order(1), "send"), note="No time")
    ServiceRequest.objects.filter(pk=asked.pk).update(name="Nora")
    broken = services.submit(
        by=CLIENT, home=home, name="Ben", reports=[services.Report("It drips")]
    )
    broken = take(broken, "resolve")
    broken = services.answer_fixed(broken, fixed=False, text="It still drips")

    jobs = desk.waiting(manager)

    assert titles(jobs) == [
        f"{broken} is not fixed", f"{declined} needs another vendor", f"{asked} has drafts",
    ]  # fmt: skip
    assert [job.url for job in jobs] == [
        each.get_absolute_url() for each in (broken, declined, asked)
    ]
    assert [job.detail for job in jobs] == ["Ben", "Pipe & Co", "Nora"]


def test_what_somebody_went_on_with_waits_no_more(desk, manager, asked, make_order, take):
    request = services.answer_fixed(take(asked, "resolve"), fixed=False)
    order = services.decline(take(make_order(), "send"), note="No time")
    assert titles(desk.waiting(manager)) == [f"{order} needs another vendor"]
    take(order, "recall")
    assert desk.waiting(manager) == []
    assert ServiceRequest.objects.get(pk=request.pk).status == "in_progress"


def test_a_request_that_a_colleague_reopened_is_not_the_homeowners_word(desk, manager, asked, take):
    take(take(asked, "resolve"), "reopen", note="I forgot the hall")
    assert desk.waiting(manager) == []


def test_readers_decide_nothing(desk, reader, asked, draft):
    draft(asked.issues.first())
    assert desk.waiting(reader) == []
    assert tiles(desk, reader)["Drafts to decide"][0] == 1


def test_strangers_are_told_nothing(desk, stranger, asked, make_order, take, draft, mail):
    draft(asked.issues.last())
    changed(take(make_order(), "send"), scheduled_at=timezone.now() - AGO)
    mail()
    assert desk.counts(stranger) == {}
    since = timezone.now() - AGO
    assert not any(
        [
            desk.tiles(stranger), desk.late(stranger), desk.waiting(stranger),
            desk.by_status(stranger), desk.search(stranger, "leak"), desk.jobs(stranger),
        ]
    )  # fmt: skip
    assert not any(desk.finished_each_week(stranger, since).values())


def test_open_requests_are_counted_by_status(desk, manager, home, asked, make_order, take):
    services.submit(by=CLIENT, home=home, name="Ben", reports=[services.Report("It drips")])
    take(make_order(), "send")
    assert [row[:1] + row[2:] for row in desk.by_status(manager)] == [
        ("submitted", 1, "/requests/?status=submitted"),
        ("in_progress", 1, "/requests/?status=in_progress"),
    ]


def test_what_was_completed_is_counted_in_its_week(desk, manager, make_order, take):
    take(make_order(), "send", "complete")
    take(make_order(), "cancel")
    weeks = desk.finished_each_week(manager, timezone.now() - timedelta(weeks=3))
    assert weeks[timezone.localdate().isocalendar()[:2]] == 1
    assert sum(weeks.values()) == 1


def test_the_search_finds_requests_orders_vendors_and_properties(
    desk, manager, home, asked, make_order
):
    order = make_order()

    def found(words):
        return [(hit.kind, hit.title) for hit in desk.search(manager, words)]

    assert found("alder") == [("Service requests", asked.number), ("Properties", "12 Alder Lane")]
    assert found("pipe") == [("Vendor orders", order.number), ("Vendors", "Pipe & Co")]
    assert found(order.number.lower()) == [("Vendor orders", order.number)]


def test_the_whole_dashboard_asks_five_more_questions(
    desk, manager, asked, make_order, take, draft, mail, django_assert_num_queries
):
    for number in range(3):
        draft(Issue.objects.create(request=asked, description=f"Issue {number}"))
        changed(take(make_order(), "send"), scheduled_at=timezone.now() - AGO)
        services.decline(take(make_order(), "send"), note="No")
        mail()
    manager.has_perm("vendors.handle")
    with django_assert_num_queries(5):
        assert desk.tiles(manager)
        assert desk.late(manager)
        assert desk.waiting(manager)
        assert desk.by_status(manager)
        assert desk.finished_each_week(manager, timezone.now() - AGO)
    with django_assert_num_queries(1):
        assert desk.counts(manager)
