"""A vendor order is written by hand for issues of a request, and changed while it is open."""

import pytest
from django.urls import reverse
from django.utils import timezone

from config.core import workflow
from config.core.models import Email
from vendors import services
from vendors.models import IssuePhoto, VendorWorkOrder


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


@pytest.fixture
def new(asked):
    """The address where an order is written for the request."""
    return reverse("vendors:new_order", args=[asked.number])


@pytest.fixture
def filled(asked, trade, plumber):
    """``filled(title="")``: what the form sends."""

    def fill(**fields):
        return {
            "issues": [asked.issues.first().pk],
            "trade": trade("plumbing").pk,
            "vendor": plumber.pk,
            "title": "Mend the leak",
            "description": "Find it and mend it",
            "scope": "Two hours",
            "internal_notes": "Agree the price first",
            "amount": "120.50",
            "once": "a-form",
        } | fields

    return fill


def edit(order):
    return reverse("vendors:edit_order", args=[order.number])


def chosen(response, name):
    form = response.context["form"]
    choices = {"issues": form.issue_choices, "photos": form.photo_choices}[name]()
    return [record for record, ticked in choices if ticked]


def test_the_form_begins_with_the_issues_that_nobody_has_an_order_for(desk, new, make_order, asked):
    make_order(0)
    second = asked.issues.last()
    photo = IssuePhoto.objects.create(issue=second, width=1, height=1)
    response = desk.get(new)
    assert chosen(response, "issues") == [second]
    assert chosen(response, "photos") == [photo]


def test_issues_named_in_the_address_are_ticked_and_no_others(desk, new, asked):
    first, second = asked.issues.all()
    assert chosen(desk.get(new, {"issues": f"{first.pk}"}), "issues") == [first]
    assert chosen(desk.get(new, {"issues": f"{first.pk},{second.pk}"}), "issues") == [first, second]
    assert (
        desk.get(new, {"issues": "x,9999999999999999999999,-1,", "trade": "x"}).status_code == 200
    )


def test_an_issue_that_is_not_covered_gets_no_order(desk, new, asked, manager, filled):
    first, second = asked.issues.all()
    services.mark_not_covered(first, by=manager, reason="Wear and tear")
    assert [issue for issue, _ticked in desk.get(new).context["form"].issue_choices()] == [second]
    assert desk.post(new, filled(issues=[first.pk])).status_code == 422
    assert not VendorWorkOrder.objects.exists()


def test_vendors_of_the_trade_stand_first_and_doubtful_ones_are_marked(
    desk, new, trade, plumber, plasterer, make_vendor
):
    make_vendor("Late Pipes", "plumbing", insured_until=timezone.localdate().replace(year=2020))
    make_vendor("Gone Pipes", "plumbing", active=False)
    form = desk.get(new, {"trade": trade("plumbing").pk}).context["form"]
    _none, (_label, first), (_other, rest) = form.fields["vendor"].widget.choices
    assert [label for _key, label in first] == ["Late Pipes (not insured)", "Pipe & Co"]
    assert [label for _key, label in rest] == ["Smooth Walls"]


def test_a_draft_is_saved_with_all_that_was_typed(desk, new, filled, asked, plumber):
    photo = IssuePhoto.objects.create(issue=asked.issues.first(), width=1, height=1)
    IssuePhoto.objects.create(issue=asked.issues.first(), width=1, height=1)
    desk.post(new, filled(photos=[photo.pk], scheduled_at="2027-03-01T09:30"))
    order = VendorWorkOrder.objects.get()
    assert (order.status, order.vendor, order.title) == ("draft", plumber, "Mend the leak")
    assert (str(order.amount.normalize()), order.scope) == ("120.5", "Two hours")
    assert list(order.photos.all()) == [photo]
    assert not Email.objects.filter(kind="vendor-order").exists()


def test_save_and_send_gives_the_vendor_the_job(desk, new, filled):
    desk.post(new, filled(do="send"))
    assert VendorWorkOrder.objects.get().status == "in_progress"
    assert Email.objects.filter(kind="vendor-order").count() == 1


def test_a_form_sent_twice_makes_one_order(desk, new, filled):
    first, second = (desk.post(new, filled(do="send")) for _time in range(2))
    assert first.url == second.url
    assert VendorWorkOrder.objects.count() == 1


def test_nothing_is_sent_without_a_vendor_and_what_was_typed_is_kept(desk, new, filled):
    response = desk.post(new, filled(do="send", vendor=""))
    assert response.status_code == 422
    assert "Choose the vendor first." in response.content.decode()
    assert "Agree the price first" in response.content.decode()
    assert not VendorWorkOrder.objects.exists()


@pytest.mark.parametrize(
    "nonsense",
    [
        {"issues": []},
        {"issues": ["x", "9" * 30]},
        {"title": ""},
        {"description": " "},
        {"trade": "0"},
        {"vendor": "9" * 30},
        {"amount": "-1"},
        {"amount": "NaN"},
        {"photos": ["77"]},
        {"scheduled_at": "9999-12-31T23:59"},
        {"title": "\0"},
        {"title": "x" * 151},
    ],
)
def test_nonsense_makes_nothing_and_is_shown_again(desk, new, filled, nonsense):
    response = desk.post(new, filled(**nonsense))
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not VendorWorkOrder.objects.exists()


def test_details_are_changed_on_the_form(desk, make_order, filled, asked):
    order = make_order()
    second = asked.issues.last()
    desk.post(edit(order), filled(version=order.version, issues=[second.pk], title="Other work"))
    order = VendorWorkOrder.objects.get()
    assert (order.title, list(order.issues.all())) == ("Other work", [second])


def test_who_saves_second_is_told_keeps_what_they_typed_and_may_save_again(
    desk, make_order, filled, manager
):
    order = make_order()
    services.change_order(order, by=manager, seen_version=order.version, title="Maya’s title")
    response = desk.post(edit(order), filled(version=order.version, title="Tom’s title"))
    assert response.status_code == 422
    text = response.content.decode()
    assert "Maya Okafor saved changes" in text
    assert "Tom’s title" in text
    assert VendorWorkOrder.objects.get().title == "Maya’s title"
    seen = response.context["version"]
    desk.post(edit(order), filled(version=seen, title="Tom’s title"))
    assert VendorWorkOrder.objects.get().title == "Tom’s title"


def test_a_slip_does_not_hide_that_somebody_saved_meanwhile(desk, make_order, filled, manager):
    order = make_order()
    services.change_order(order, by=manager, seen_version=order.version, title="Maya’s title")
    slipped = desk.post(edit(order), filled(version=order.version, title=""))
    desk.post(edit(order), filled(version=slipped.context["version"], title="Tom’s title"))
    assert VendorWorkOrder.objects.get().title == "Maya’s title"


def test_the_vendor_who_has_the_job_stays_until_it_is_recalled(
    desk, make_order, filled, manager, plumber, plasterer
):
    order = workflow.take_step(make_order(), "send", by=manager)
    assert "Pipe &amp; Co has the job." in desk.get(edit(order)).content.decode()
    desk.post(
        edit(order),
        filled(version=order.version, vendor=plasterer.pk, scheduled_at="2027-03-01T09:30"),
    )
    order = VendorWorkOrder.objects.get()
    assert (order.vendor, order.title, order.scheduled_at) == (plumber, "Mend the leak", None)


def test_a_closed_order_is_not_edited(desk, make_order, manager, filled):
    order = workflow.take_step(make_order(), "cancel", by=manager)
    for response in (desk.get(edit(order)), desk.post(edit(order), filled(version=order.version))):
        assert response.url == order.get_absolute_url()
    assert VendorWorkOrder.objects.get().title == "Leak under the kitchen sink"


def test_only_who_may_dispatch_writes_orders(client, reader, new, make_order, filled):
    order = make_order()
    client.force_login(reader)
    assert client.get(new).status_code == 403
    assert client.post(new, filled()).status_code == 403
    assert client.post(edit(order), filled(version=1)).status_code == 403


def test_the_amount_has_the_decimals_of_the_currency(desk, make_order):
    order = make_order(amount="180")
    assert 'value="180.00"' in desk.get(edit(order)).text
