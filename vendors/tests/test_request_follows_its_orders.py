"""A request goes on when a vendor is sent, and is resolved by itself when its last order is done."""

from config.core import workflow
from config.core.models import Email
from vendors import services
from vendors.models import DraftProposal, ServiceRequest, VendorWorkOrder


def take(record, *steps, by):
    for step in steps:
        record = workflow.take_step(record, step, by=by, note="As agreed")
    return record


def status(request):
    return ServiceRequest.objects.get(pk=request.pk).status


def test_sending_an_order_puts_its_request_in_progress(make_order, asked, manager):
    take(make_order(), "send", by=manager)
    assert status(asked) == "in_progress"


def test_the_last_completed_order_resolves_the_request_and_the_homeowner_is_asked(
    make_order, asked, manager, plasterer
):
    first = take(make_order(), "send", by=manager)
    second = take(make_order(1, vendor=plasterer), "send", by=manager)
    take(first, "complete", by=manager)
    assert status(asked) == "in_progress"
    progress = ServiceRequest.objects.with_progress().get(pk=asked.pk)
    assert (progress.orders_done, progress.orders_all) == (1, 2)
    take(second, "complete", by=manager)
    assert status(asked) == "resolved"
    assert Email.objects.filter(to="nora@example.org", kind="request-resolved").count() == 1


def test_a_draft_that_is_not_sent_keeps_the_request_open(make_order, asked, manager):
    first = take(make_order(), "send", by=manager)
    second = make_order(1)
    take(first, "complete", by=manager)
    assert status(asked) == "in_progress"
    take(second, "cancel", by=manager)
    assert status(asked) == "resolved"


def test_a_draft_that_waits_keeps_the_request_open_until_it_is_decided(
    make_order, asked, manager, trade
):
    first = take(make_order(), "send", by=manager)
    draft = DraftProposal.objects.create(
        issue=asked.issues.last(), text="hole", trade=trade("drywall"), title="Hole",
        description="Patch it", confidence=0.5, engine="local", engine_version="1",
    )  # fmt: skip
    take(first, "complete", by=manager)
    assert status(asked) == "in_progress"
    services.reject_draft(draft, by=manager, reason="Their own doing")
    assert status(asked) == "resolved"


def test_an_order_written_by_hand_overtakes_the_draft_of_its_issue(
    make_order, asked, manager, trade
):
    draft = DraftProposal.objects.create(
        issue=asked.issues.first(), text="pipe", trade=trade("plumbing"), title="Pipe",
        description="Mend it", confidence=0.5, engine="local", engine_version="1",
    )  # fmt: skip
    order = make_order()
    draft = DraftProposal.objects.get(pk=draft.pk)
    assert (draft.decision, draft.reason) == ("overtaken", order.number)


def test_a_reopened_order_asks_its_vendor_for_another_date(make_order, manager, plumber):
    order = take(make_order(), "send", by=manager)
    services.report_done(order)
    order = take(VendorWorkOrder.objects.get(), "complete", "reopen", by=manager)
    assert order.response == "sent"
    assert Email.objects.get(kind="vendor-reopened").to == plumber.email


def test_reopening_an_order_opens_its_request_again(make_order, asked, manager):
    order = take(make_order(), "send", "complete", by=manager)
    assert status(asked) == "resolved"
    take(order, "reopen", by=manager)
    assert status(asked) == "in_progress"


def test_the_homeowner_s_no_opens_the_request_again_and_yes_closes_it(make_order, asked, manager):
    order = take(make_order(), "send", "complete", by=manager)
    request = services.answer_fixed(asked, fixed=False, text="It still drips")
    assert request.status == "in_review"
    assert request.history.get(action="reopen").note == "It still drips"
    take(order, "reopen", "complete", by=manager)
    assert services.answer_fixed(asked, fixed=True).status == "closed"


def test_a_vendor_is_written_to_without_an_internal_note(make_order, plumber, manager, settings):
    settings.REPLY_ADDRESS = "replies@example.org"
    order = take(make_order(), "send", by=manager)
    mail = Email.objects.get(kind="vendor-order")
    assert mail.to == plumber.email
    assert "Find and mend the leak" in mail.text
    assert order.link.get_absolute_url() in mail.text
    assert mail.reply_to == f"replies+{order.reply_address.token}@example.org"
    assert "CANARY" not in f"{mail.subject}{mail.text}{mail.html}"


def test_recalling_withdraws_what_has_not_left_and_tells_a_vendor_who_knew(
    make_order, manager, plumber
):
    take(make_order(), "send", "recall", by=manager)
    assert Email.objects.get(kind="vendor-order").state == "withdrawn"
    assert not Email.objects.filter(kind="vendor-called-off").exists()
    order = take(VendorWorkOrder.objects.get(), "send", by=manager)
    Email.objects.filter(kind="vendor-order").exclude(state="withdrawn").update(state="sent")
    take(order, "recall", by=manager)
    assert Email.objects.get(kind="vendor-called-off").to == plumber.email
    assert order.link is None or not order.link.is_live
