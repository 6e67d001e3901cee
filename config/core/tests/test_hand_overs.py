"""Records that lead to others: kept for good, shown on both, to each as far as they may see."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from config.core import hand_overs
from config.core.models import HandOver
from serviceorders import services
from vendors.models import ServiceRequest, Trade


@pytest.fixture
def work(order, manager):
    """A vendor order made of the repair."""
    trade = Trade.objects.get(slug="appliances")
    return services.send_on(
        order, by=manager, trade=trade, title="Main board", description="Mend it"
    )


def shown(record, user):
    return [
        (str(thread.direction), thread.hit.title, thread.hit.url, thread.hit.status_label)
        for thread in hand_overs.threads(record, user)
    ]


def test_each_side_shows_the_other_with_its_status(order, work, manager):
    assert shown(order, manager) == [("Led to", work.number, work.get_absolute_url(), "Draft")]
    assert shown(work, manager) == [
        ("Came from", order.number, order.get_absolute_url(), "Pending")
    ]


def test_who_may_not_see_the_other_reads_its_number_alone(client, order, work, technician):
    assert shown(order, technician) == [("Led to", work.number, "", "")]
    client.force_login(technician)
    page = client.get(order.get_absolute_url()).content.decode()
    assert work.number in page
    assert "Main board" not in page
    assert work.get_absolute_url() not in page


def test_the_card_is_not_there_where_nothing_is_connected(client, order, manager):
    client.force_login(manager)
    assert 'id="connected"' not in client.get(order.get_absolute_url()).content.decode()


def test_the_card_costs_the_pages_of_others_no_query(
    client, order, work, manager, cleo, django_assert_num_queries
):
    other = services.open_order(by=manager, client=cleo, model="iPad", problem="Dead")
    client.force_login(manager)
    with django_assert_num_queries(8):
        client.get(other.get_absolute_url())


def test_more_of_them_take_no_more_queries(client, order, work, manager, django_assert_num_queries):
    client.force_login(manager)
    for count in (1, 6):
        for _nth in range(count - HandOver.objects.count()):
            services.send_on(
                order, by=manager, trade=work.trade, title="Another", description="More"
            )
        with django_assert_num_queries(10):
            page = client.get(order.get_absolute_url()).content.decode()
        assert page.count("Led to,") == count


@pytest.mark.parametrize(
    "change", ["UPDATE core_handover SET to_number = 'X'", "DELETE FROM core_handover"]
)
def test_the_database_keeps_each_as_it_was_written(work, change):
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(change)


@pytest.mark.parametrize(("origin", "result"), [("", "X-1"), ("X-1", ""), ("X-1", "X-1")])
def test_a_hand_over_joins_two_records(manager, origin, result):
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.create(from_number=origin, to_number=result, by=manager)


def test_a_pair_is_handed_over_once(order, work, manager):
    with pytest.raises(IntegrityError), transaction.atomic():
        hand_overs.hand_over(order, work, by=manager)


def test_what_fails_leaves_neither_record_nor_trace(order, manager):
    with pytest.raises(IntegrityError):
        services.send_on(order, by=manager, trade=None, title="Board", description="Mend it")
    assert not HandOver.objects.exists()
    assert not ServiceRequest.objects.exists()
    assert not order.history.filter(note__contains="VW-").exists()
