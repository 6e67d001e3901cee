"""What each person here is told: under the bell, and by e-mail beside it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from config.core import notices, tasks
from config.core.models import Email, Notification, ShopProfile
from config.core.models.shop import current_shop
from config.core.time_travel import as_of


@pytest.fixture
def told(technician):
    """``told(title)`` tells the technician of work that is theirs now."""

    def tell(title="Oil the press", *, user=technician, to="dana@example.org"):
        return notices.send(
            "work-assigned",
            to=to,
            language="en",
            facts={"number": "WO-2026-0001", "title": title, "name": "Dana"},
            link=f"{settings.SITE_URL}/work-orders/",
            user=user,
        )

    return tell


@pytest.fixture
def dana(client, technician):
    client.force_login(technician)
    return client


def unseen(client):
    return client.get("/nav-counts/").json()["unseen"]


def test_a_person_finds_the_notice_beside_the_e_mail(told, technician):
    assert told().subject == "WO-2026-0001: Oil the press"
    notification = technician.notifications.get()
    assert notification.text == "WO-2026-0001: Oil the press"
    assert (notification.kind, notification.path) == ("work-assigned", "/work-orders/")


def test_whoever_has_left_is_told_nothing(told, technician):
    technician.is_active = False
    technician.save()
    assert told() is None
    assert not Email.objects.exists()
    assert not Notification.objects.exists()


def test_whoever_has_no_login_gets_the_e_mail_alone(told):
    assert told(user=None)
    assert not Notification.objects.exists()


def test_an_e_mail_that_is_switched_off_leaves_the_bell(told, technician):
    current_shop()
    ShopProfile.objects.update(notices_off=["work-assigned"])
    assert told() is None
    assert not Email.objects.exists()
    assert technician.notifications.count() == 1


def test_a_person_without_an_address_is_told_under_the_bell(told, technician):
    assert told(to="") is None
    assert technician.notifications.count() == 1


def test_a_text_of_many_lines_and_words_is_one_short_line(told, technician):
    told("Oil\nthe press " + "and again " * 40)
    text = technician.notifications.get().text
    assert text.startswith("WO-2026-0001: Oil the press and")
    assert len(text) <= 200


def test_the_bell_counts_what_is_new(told, dana):
    assert unseen(dana) == 0
    told(), told()
    assert unseen(dana) == 2
    assert 'data-count="unseen"' in dana.get("/notifications/").text


def test_opening_one_leads_to_its_page_and_leaves_the_others_new(told, dana, technician):
    told("First"), told("Second")
    first = technician.notifications.get(text__contains="First")
    response = dana.get(f"/notifications/{first.pk}/")
    assert response.headers["Location"] == "/work-orders/"
    assert technician.notifications.unseen().get().text.endswith("Second")


def test_looking_ahead_at_one_sees_nothing(told, dana, technician):
    told()
    dana.head(f"/notifications/{technician.notifications.get().pk}/")
    assert unseen(dana) == 1


def test_it_was_first_seen_when_it_was_first_opened(told, dana, technician):
    told()
    hour_ago = timezone.now() - timedelta(hours=1)
    technician.notifications.update(seen_at=hour_ago)
    dana.get(f"/notifications/{technician.notifications.get().pk}/")
    assert technician.notifications.get().seen_at == hour_ago


def test_the_list_has_the_latest_first_and_marks_what_is_new(told, dana, technician):
    told("First"), told("Second")
    technician.notifications.filter(text__contains="First").see()
    text = dana.get("/notifications/").text
    assert text.index("Second") < text.index("First")
    assert text.count('class="tag public"') == 1


def test_all_are_marked_as_seen_at_once(told, dana):
    told(), told()
    assert "Mark all as seen" in dana.get("/notifications/").text
    text = dana.post("/notifications/seen/", follow=True).text
    assert unseen(dana) == 0
    assert "Mark all as seen" not in text
    assert "Oil the press" in text


def test_nobody_sees_opens_or_marks_what_another_was_told(told, client, manager, technician):
    told()
    client.force_login(manager)
    assert "Nothing to tell you" in client.get("/notifications/").text
    pk = technician.notifications.get().pk
    assert client.get(f"/notifications/{pk}/").status_code == 404
    client.post("/notifications/seen/")
    assert technician.notifications.unseen().count() == 1


def test_strangers_are_asked_to_log_in(client):
    for page in ("/notifications/", "/notifications/1/"):
        assert client.get(page).headers["Location"].startswith("/login/")
    assert client.post("/notifications/seen/").headers["Location"].startswith("/login/")


@pytest.mark.parametrize("number", [2, 60])
def test_the_list_asks_as_little_of_the_database_for_many(
    told, dana, number, django_assert_max_num_queries
):
    for _ in range(number):
        told()
    dana.get("/notifications/")
    with django_assert_max_num_queries(6):
        text = dana.get("/notifications/").text
    assert text.count("Oil the press") == min(number, 50)


def test_what_was_told_is_forgotten_after_ninety_days(told, technician):
    told("Old"), told("Young")
    for title, days in (("Old", 91), ("Young", 89)):
        then = timezone.now() - timedelta(days=days)
        technician.notifications.filter(text__contains=title).update(at=then)
    tasks.tidy()
    assert technician.notifications.get().text.endswith("Young")


def test_what_is_told_in_the_past_of_the_demo_is_dated_then(told, technician):
    moment = timezone.now() - timedelta(days=40)
    with as_of(moment):
        told()
    assert technician.notifications.get().at == moment
