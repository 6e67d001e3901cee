"""The client's page follows the order by itself, and stops when there is nothing left to follow."""

from datetime import timedelta

from django.utils import timezone

from config.core import workflow
from serviceorders import services
from serviceorders.models import ServiceOrder, ServiceOrderHistory


def address(order):
    return order.tracking_link.get_absolute_url()


def test_the_fragment_is_the_live_part_alone_and_has_the_tag_the_page_names(client, order):
    page = client.get(address(order))
    tag = page["ETag"].replace('"', "&quot;")
    fragment = client.get(address(order), headers={"X-Fragment": "1"})

    assert f'data-etag="{tag}"' in page.content.decode()
    assert b"<html" not in fragment.content
    assert fragment.content.decode().strip() in page.content.decode()
    known = {"X-Fragment": "1", "If-None-Match": page["ETag"]}
    assert client.get(address(order), headers=known).status_code == 304


def test_a_public_note_changes_the_page_and_a_private_one_does_not(client, order, manager):
    tag = client.get(address(order))["ETag"]
    services.add_note(order, by=manager, note="Between us")
    assert client.get(address(order), headers={"If-None-Match": tag}).status_code == 304

    services.add_note(order, by=manager, note="Part has arrived", public=True)
    assert client.get(address(order), headers={"If-None-Match": tag}).status_code == 200


def test_a_time_on_a_page_that_stays_open_does_not_grow_old(client, order):
    text = client.get(address(order)).content.decode()
    local = timezone.localtime(order.created_at)

    assert f"Today, {local:%H:%M}" in text
    assert ">just now</time>" not in text


def test_an_overdue_day_is_still_told_as_a_day(client, order):
    due = timezone.now() - timedelta(hours=2)
    ServiceOrder.objects.filter(pk=order.pk).update(due_at=due)

    text = client.get(address(order)).content.decode()
    assert "2 h" not in text
    assert f"{timezone.localtime(due):%H:%M}" in text


def test_a_device_that_is_ready_is_planned_for_no_day(client, order, manager):
    ServiceOrder.objects.filter(pk=order.pk).update(due_at=timezone.now() + timedelta(days=2))
    assert "Planned for" in client.get(address(order)).content.decode()
    order = workflow.take_step(order, "start_repair", by=manager)
    workflow.take_step(order, "mark_ready", by=manager)

    assert "Planned for" not in client.get(address(order)).content.decode()


def test_an_open_order_is_followed_and_a_closed_one_is_not(client, order, manager):
    assert "data-live" in client.get(address(order)).content.decode()
    workflow.take_step(order, "cancel", by=manager, note="Gone")

    text = client.get(address(order)).content.decode()
    assert "data-live" not in text
    assert "Updated just now" not in text


def test_a_server_that_cannot_stream_says_so_and_a_dead_link_streams_nothing(
    client, order, manager
):
    url = f"{address(order)}stream/"
    assert client.get(url).status_code == 204
    services.revoke_tracking_link(order, by=manager)

    assert client.get(url).status_code == 404


def test_looking_ahead_is_no_opening(client, order):
    client.head(address(order))
    for header in ("Sec-Purpose", "Purpose", "X-Moz"):
        client.get(address(order), headers={header: "prefetch"})

    assert order.tracking_link.opened_at is None


def test_reading_writes_nothing_in_the_history(client, order):
    before = ServiceOrderHistory.objects.count()
    client.get(address(order))

    assert ServiceOrderHistory.objects.count() == before
