"""The warranty desk in the back office."""

import pytest
from django.apps import apps
from django.contrib import admin

from config.core import workflow
from config.core.models import User
from vendors import services
from vendors.models import Message, Property, ServiceRequest, Trade, Vendor, VendorWorkOrder

PLACE = "/admin/vendors"


@pytest.fixture
def administrator():
    return User.objects.create_superuser("ada", "ada@example.org", "a-long-password")


@pytest.fixture
def back_office(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def sent(make_order, manager):
    return workflow.take_step(make_order(), "send", by=manager)


@pytest.fixture
def mail(sent):
    to = f"docket+{sent.reply_address.token}@example.org"
    return Message.objects.create(digest="1" * 64, sender="a@example.com", to=to, text="Tuesday?")


def page(record):
    return f"{PLACE}/{record._meta.model_name}/{record.pk}/change/"


def forms_of(*names):
    """The parts of an admin form that show other rows, empty."""
    return {
        f"{name}-{part}_FORMS": 0 for name in names for part in ("TOTAL", "INITIAL")
    }  # fmt: skip


def typed(order, **fields):
    return {
        "vendor": order.vendor_id, "trade": order.trade_id, "title": order.title,
        "description": order.description, "scope": "", "internal_notes": order.internal_notes,
        "amount": "", "seen": order.version,
    } | forms_of("history") | fields  # fmt: skip


def now(record):
    return type(record).objects.get(pk=record.pk)


def test_every_table_of_the_desk_can_be_looked_at_and_none_of_its_rows_deleted(
    back_office, rf, administrator, sent, mail
):
    request = rf.get("/")
    request.user = administrator
    inline = {"Issue", "IssuePhoto", "VendorPhoto", "MessageFile"}  # with what they belong to
    for model in apps.get_app_config("vendors").get_models():
        name = model.__name__
        if name in inline or name.endswith("History"):
            continue
        assert not admin.site._registry[model].has_delete_permission(request), name
        listed = f"{PLACE}/{model._meta.model_name}/"
        assert back_office.get(listed, {"q": "a"}).status_code == 200, name
        assert "delete_selected" not in back_office.get(listed).text
        for record in model.objects.all()[:1]:
            assert back_office.get(page(record)).status_code == 200, name


def test_no_token_is_shown(back_office, sent, asked, mail):
    link, address, request_link = sent.link, sent.reply_address, asked.link
    for record in (sent, asked, mail, link, address, request_link):
        text = back_office.get(page(record)).text
        listed = back_office.get(f"{PLACE}/{record._meta.model_name}/").text
        for secret in (link, address, request_link):
            assert secret.token not in text + listed
            assert secret.digest not in text + listed


def test_drafts_messages_links_and_histories_are_to_look_at(back_office, sent, mail):
    for record in (mail, sent.link):
        assert back_office.post(page(record), {"text": "Else"}).status_code == 403
    for name in ("draftproposal", "message", "vendorlink", "servicerequest", "vendorworkorder"):
        assert back_office.get(f"{PLACE}/{name}/add/").status_code == 403
    assert 'name="history-0-note"' not in back_office.get(page(sent)).text


# Steps


def test_a_button_takes_the_step_by_the_same_door(back_office, administrator, make_order):
    order = make_order()
    assert 'action="../steps/send/"' in back_office.get(page(order)).text
    back_office.post(f"{PLACE}/vendorworkorder/{order.pk}/steps/send/")
    assert now(order).status == "in_progress"
    assert order.history.filter(action="send", by=administrator).exists()
    assert now(order.request).status == "in_progress"


def test_a_refused_step_says_why(back_office, make_order):
    order = make_order(vendor=None)
    address = f"{PLACE}/vendorworkorder/{order.pk}/steps/send/"
    assert "Choose the vendor first." in back_office.post(address, follow=True).text
    assert now(order).status == "draft"


def test_many_requests_are_closed_at_once(back_office, asked):
    chosen = {"action": "step_close", "_selected_action": [asked.pk]}
    back_office.post(f"{PLACE}/servicerequest/", chosen)
    assert now(asked).status == "closed"


# Changes


def test_an_order_is_changed_through_its_desk(back_office, administrator, make_order):
    order = make_order()
    sent = typed(order, title="Burst pipe", amount="120.50", status="completed", number="VW-1")
    assert back_office.post(page(order), sent).status_code == 302
    changed = now(order)
    assert (changed.title, str(changed.amount), changed.version) == ("Burst pipe", "120.500", 2)
    assert (changed.status, changed.number) == ("draft", order.number)
    assert order.history.get(action="edited").by == administrator
    assert list(VendorWorkOrder.objects.matching("burst")) == [order]


def test_an_edit_over_another_persons_is_refused(back_office, manager, make_order):
    order = make_order()
    services.change_order(order, by=manager, seen_version=1, title="Mine")
    response = back_office.post(page(order), typed(order, title="Yours"), follow=True)
    assert "Maya Okafor saved changes" in response.text
    assert now(order).title == "Mine"


def test_the_vendor_who_has_the_job_is_not_replaced_here(back_office, sent, plasterer):
    response = back_office.post(page(sent), typed(sent, vendor=plasterer.pk), follow=True)
    assert "recall it before another vendor gets it" in response.text
    assert now(sent).vendor != plasterer


def test_a_closed_order_stays_as_it_is(back_office, manager, sent):
    done = workflow.take_step(sent, "complete", by=manager)
    back_office.post(page(done), typed(done, title="Else"))
    assert now(done).title == done.title


def test_the_contact_of_a_request_is_changed_and_kept_in_its_history(
    back_office, administrator, asked
):
    details = {
        "name": "Nora Finch", "email": asked.email, "phone": "", "language": "en",
        "seen": now(asked).updated_at.isoformat(),
    } | forms_of("issues", "orders", "history")  # fmt: skip
    assert back_office.post(page(asked), details).status_code == 302
    assert now(asked).name == "Nora Finch"
    assert asked.history.filter(action="edited", by=administrator).count() == 1

    again = back_office.post(page(asked), details | {"name": "Nora Other"}, follow=True)
    assert "saved changes while you were typing" in again.text
    assert now(asked).name == "Nora Finch"


def test_a_vendor_is_kept_with_trades_notes_and_a_name_to_find_the_orders_by(
    back_office, plumber, make_order
):
    order = make_order()
    details = {
        "company": "Pipe Works", "contact_name": "Ada", "email": "ada@example.com", "phone": "",
        "language": "en", "area": "", "trades": ["tile"], "insured_until": "", "active": "on",
        "notes": "Ring first",
    }  # fmt: skip
    assert back_office.post(page(plumber), details).status_code == 302
    vendor = now(plumber)
    assert (vendor.company, vendor.notes, vendor.active) == ("Pipe Works", "Ring first", True)
    assert [trade.slug for trade in vendor.trades.all()] == ["tile"]
    assert list(VendorWorkOrder.objects.matching("pipe works")) == [order]

    wrong = details | {"email": "a@example.com\r\nBcc: b@example.com"}
    assert back_office.post(page(plumber), wrong).status_code == 200
    assert now(plumber).email == "ada@example.com"

    new = details | {"company": "Tile Works"}
    assert back_office.post(f"{PLACE}/vendor/add/", new).status_code == 302
    assert Vendor.objects.get(company="Tile Works").trades.get().slug == "tile"


def test_a_property_is_kept_with_an_address_to_find_its_requests_by(back_office, home, asked):
    details = {
        "address": "5 Elm Row", "community": "", "lot": "", "closed_on": "", "language": "en",
        "warranty_months": "24", "homeowner": "", "phone": "", "email": "", "notes": "",
    }  # fmt: skip
    assert back_office.post(page(home), details).status_code == 302
    assert Property.objects.get().warranty_months == 24
    assert list(ServiceRequest.objects.matching("elm")) == [asked]


def test_the_company_adds_a_trade_whose_short_name_stays(back_office):
    facts = {"name": "Pools", "slug": "pools", "active": "on"}
    assert back_office.post(f"{PLACE}/trade/add/", facts).status_code == 302
    trade = Trade.objects.get(slug="pools")
    back_office.post(page(trade), {"name": "Pools and ponds", "slug": "ponds", "active": "on"})
    assert (now(trade).name, now(trade).slug) == ("Pools and ponds", "pools")


# Lists


def test_lists_take_no_more_queries_for_more_rows(
    back_office, make_order, make_vendor, django_assert_max_num_queries
):
    def asked_of(name):
        with django_assert_max_num_queries(20) as queries:
            back_office.get(f"{PLACE}/{name}/")
        return len(queries)

    make_order(), make_order()
    before = asked_of("vendorworkorder"), asked_of("vendor")
    for number in range(10):
        make_order(vendor=make_vendor(f"V{number}", "paint"))
    assert (asked_of("vendorworkorder"), asked_of("vendor")) == before


def test_orders_are_taken_away_as_csv(back_office, sent):
    chosen = {"action": "export_csv", "_selected_action": [sent.pk]}
    text = back_office.post(f"{PLACE}/vendorworkorder/", chosen).getvalue().decode()
    assert sent.number in text
    assert "CANARY" not in text
