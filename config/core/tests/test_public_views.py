import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.urls import path

from config.core.addresses import all_addresses
from config.core.public import public


def test_the_list_of_pages_without_a_login_is_current():
    call_command("check_public", "--check")


def test_a_new_public_page_makes_the_list_stale(settings):
    @public
    def wide_open(request):
        return HttpResponse()

    class Addresses:
        urlpatterns = [path("wide-open/", wide_open)]

    settings.ROOT_URLCONF = Addresses
    assert [each.opened_by for each in all_addresses()] == ["by us"]
    with pytest.raises(CommandError, match="stale"):
        call_command("check_public", "--check")


def test_our_public_pages_never_ask_for_a_login(client):
    ours = [each for each in all_addresses() if each.opened_by == "by us"]
    assert ours
    for each in ours:
        page = client.get(each.route.replace("<str:token>", "no-such-token"))
        assert page.status_code != 302 or "/login/" not in page["Location"], each.route


def test_every_other_page_asks_for_a_login(client):
    """The exceptions refuse in their own words, or have nothing to show."""
    for each in all_addresses():
        if each.opened_by or "<" in each.route or "(?P" in each.route:
            continue
        answer = client.get(each.route)
        if answer.status_code == 302:
            assert "/login/" in answer["Location"], each.route
        else:
            assert answer.status_code in (403, 404, 405), each.route
