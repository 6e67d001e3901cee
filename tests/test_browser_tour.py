"""A walk through the pages of the house: nothing sticks out, nobody is shut out, nothing breaks."""

import pytest

from tests.rooms import addresses_of, paths

pytestmark = pytest.mark.timeout(400)

FACTS = """
from config.core.models import Email, Invitation, User
facts = {
    "person": User.objects.get(username="technician").pk,
    "email": Email.objects.first().pk,
    "join": Invitation.make(
        email="new@example.org", role="technician", by=User.objects.get(username="manager")
    ).token,
}
"""
NOT_PAGES = {
    # answers to a button or a form
    "invite", "resend", "choose_language", "see_notifications",
    "notification",  # leads to what it is about
    # pieces of pages, streams, files and probes
    "nav_counts", "stream", "shop_logo", "brand_css", "mfa_download_recovery_codes", "healthz", "readyz",
    # shown only in the middle of a login or with a second factor
    "mfa_authenticate", "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "account_set_password",
}  # fmt: skip


def staff_pages(facts):
    """Every page of the house behind the login: (url name, arguments, query)."""
    return [
        ("dashboard", [], ""),
        *(("my_work", [], query) for query in ("", "when=late")),
        *(("search", [], query) for query in ("q=iphone", "q=zzzz")),
        *(("settings", [], f"section={name}") for name in (
            "shop", "region", "repairs", "papers", "notices", "plan"
        )),
        ("notice", ["order-ready"], ""),
        ("people", [], ""),
        ("person", [facts["person"]], ""),
        ("notifications", [], ""),
        ("outgoing", [], ""),
        ("email", [facts["email"]], ""),
        ("account_change_password", [], ""),
        ("account_reauthenticate", [], ""),
        ("account_logout", [], ""),
        ("mfa_index", [], ""),
        ("mfa_activate_totp", [], ""),
        ("usersessions_list", [], ""),
    ]  # fmt: skip


def open_pages(facts):
    """Every page of the house that opens without a login."""
    return [
        ("account_login", [], ""),
        ("account_reset_password", [], ""),
        ("account_reset_password_done", [], ""),
        ("account_reset_password_from_key", ["1", "bad-key"], ""),
        ("account_reset_password_from_key_done", [], ""),
        ("account_inactive", [], ""),
        ("join", [facts["join"]], ""),
    ]


def test_no_page_of_the_house_is_left_out_of_the_walk(tour):
    walked = {name for name, *_rest in staff_pages(tour.facts) + open_pages(tour.facts)}

    assert walked | NOT_PAGES == addresses_of("house")


def test_every_page_behind_the_login(tour, look, every_other):
    page = tour.staff("manager", look)

    assert tour.walk(page, paths(staff_pages(tour.facts))[every_other]) == []


def test_every_page_of_the_house_without_a_login(tour, look, every_other):
    page = tour.visitor(look)

    assert tour.walk(page, paths(open_pages(tour.facts))[every_other]) == []


def test_the_pages_of_things_that_went_wrong(tour):
    look = "dark on a phone"
    stranger, technician = tour.visitor(look), tour.staff("technician", look)

    found = tour.walk(stranger, ["/track/wrong/", "/approve/wrong/", "/book/wrong/"], status=404)
    found += tour.walk(stranger, ["/request/wrong/", "/v/wrong/"], status=404)
    found += tour.walk(technician, ["/no-such-page/", "/service-orders/OS-1999-0001/"], status=404)
    found += tour.walk(technician, ["/settings/"], status=403)

    assert found == []
