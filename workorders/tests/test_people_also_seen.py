"""Whoever has the same e-mail or phone at several desks is suggested, to each as far as they may see, and never merged."""

import pytest

from config.core.people import MOST_SEEN, also_seen
from conftest import person
from serviceorders.models import Client
from vendors import services as warranty
from vendors.models import Property, ServiceRequest, Vendor
from workorders.models import Case
from workorders.services import cases

PHONE = "+447700900455"


@pytest.fixture
def everywhere(cleo, press, manager, shop):
    """Cleo brings devices in, lives in a home of ours, reported a case, has a company and a login."""
    home = Property.objects.create(address="12 Alder Lane", homeowner="C. Marsh", phone=PHONE)
    request = warranty.submit(
        by=manager,
        home=home,
        name="Cleo",
        email="CLEO@example.org",
        reports=[warranty.Report("It drips")],
    )
    vendor = Vendor.objects.create(company="Marsh & Co", email="Cleo@Example.org")
    case = cases.report(by=manager, asset=press, title="Oil", reporter_email="cleo@example.org")
    user = person("cleo")
    user.email = "Cleo@example.org"
    user.save()
    return {"client": cleo, "home": home, "request": request, "vendor": vendor, "case": case}


def seen(user, email="cleo@example.org", phone=PHONE, **besides):
    return sorted((hit.kind, hit.title) for hit in also_seen(email, phone, user, **besides))


def test_every_desk_is_asked_and_capitals_make_no_difference(everywhere, manager):
    assert seen(manager) == [
        ("Case", everywhere["case"].number),
        ("Client", "Cleo Marsh"),
        ("Colleague", "cleo"),
        ("Property", "12 Alder Lane"),
        ("Service request", everywhere["request"].number),
        ("Vendor", "Marsh & Co"),
    ]


def test_each_is_a_link_to_its_page(client, everywhere, manager):
    client.force_login(manager)
    for hit in also_seen("cleo@example.org", PHONE, manager):
        assert client.get(hit.url).status_code == 200


def test_nobody_reads_of_what_they_may_not_see(everywhere, technician, stranger):
    assert seen(technician) == [("Case", everywhere["case"].number), ("Client", "Cleo Marsh")]
    assert seen(stranger) == []


def test_others_are_not_named(everywhere, manager):
    Client.objects.create(name="Ben", email="ben@example.org", phone="+447700900456")
    Client.objects.create(name="Nobody")
    assert "Ben" not in str(seen(manager))
    assert seen(manager, email="cleo@example.or", phone="") == []
    assert seen(manager, email="", phone="") == []


def test_whoever_was_erased_is_not_named(everywhere, manager):
    Client.objects.update(erased_at="2026-01-01T00:00Z")
    assert "Client" not in str(seen(manager))


@pytest.mark.parametrize("page", ["client", "request", "case", "vendor"])
def test_each_page_shows_the_others_and_not_itself(client, everywhere, manager, page):
    client.force_login(manager)
    own = everywhere[page].get_absolute_url()
    response = client.get(own)
    urls = {hit.url for hit in response.context["also_seen"]}
    assert own not in urls
    others = {name: each for name, each in everywhere.items() if name not in (page, "home")}
    assert urls >= {each.get_absolute_url() for each in others.values()}
    assert 'id="also-seen"' in response.content.decode()


def test_a_request_does_not_name_its_own_home(client, everywhere, manager):
    client.force_login(manager)
    response = client.get(everywhere["request"].get_absolute_url())
    urls = {hit.url for hit in response.context["also_seen"]}
    assert everywhere["home"].get_absolute_url() not in urls


def test_nothing_is_merged(client, everywhere, manager):
    client.force_login(manager)
    client.get(everywhere["client"].get_absolute_url())
    kinds = (Client, Property, ServiceRequest, Vendor, Case)
    assert [kind.objects.count() for kind in kinds] == [1, 1, 1, 1, 1]


def test_it_is_one_query_however_many_there_are(everywhere, manager, django_assert_num_queries):
    manager.has_perm("core.add_invitation")
    for number in range(20):
        Client.objects.create(name=f"Cleo {number:02}", email="cleo@example.org")
    with django_assert_num_queries(1):
        found = also_seen("cleo@example.org", PHONE, manager)
    assert len(found) == MOST_SEEN
