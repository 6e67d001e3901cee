import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.urls import path

from config.core.addresses import all_addresses
from config.core.public import public
from config.core.throttle import address_of


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


@pytest.mark.parametrize("address", ["/book/", "/track/no-such-token/", "/login/"])
def test_a_page_opens_where_fewer_proxies_are_named_than_trusted(client, settings, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3
    named = {"X-Forwarded-For": "203.0.113.9"}
    assert client.get(address, headers=named).status_code in (200, 404)


def test_whoever_comes_past_a_proxy_is_counted_by_the_nearest_address(rf, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    near = {"REMOTE_ADDR": "198.51.100.20"}
    lines = ["203.0.113.9", "203.0.113.9, 203.0.113.10"]
    asked = [rf.get("/", headers={"X-Forwarded-For": line}, **near) for line in lines]
    assert [address_of(request) for request in asked] == ["198.51.100.20", "203.0.113.9"]


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
