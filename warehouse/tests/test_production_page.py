"""The page of one production order: what it shows in each status, and which buttons it has."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import InboundLine, PickingList, ProductionOrder
from warehouse.states import Status
from warehouse.tests.shelves import completed, pick_all, put, take


@pytest.fixture
def office(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def picked_at(stocked, make_order, manager):
    """An order of seven sets whose picking list is claimed: teas at A-01, mugs at A-02 and B-01."""
    order = take(make_order(7), "confirm", "start_picking", by=manager)
    take(order.current_lists.get(), "claim", by=manager)
    return order


def context_of(client, order):
    response = client.get(order.get_absolute_url())
    assert response.status_code == 200
    return response.context


def buttons(client, order):
    """The steps that can be pressed, and Edit where it is there."""
    response = client.get(order.get_absolute_url())
    steps = [step.name for step in response.context["steps"] if getattr(step, "allowed", False)]
    has_edit = f"{order.get_absolute_url()}edit/" in response.content.decode()
    return {*steps, *(["edit"] if has_edit else [])}


def press(client, order, step, **typed):
    response = client.post(f"{order.get_absolute_url()}steps/{step}/", typed, follow=True)
    assert response.status_code == 200
    return response


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_buttons_appear_exactly_when_they_work(office, stocked, make_order, manager):
    order = make_order(5)
    assert buttons(office, order) == {"edit", "confirm", "cancel"}
    short = take(make_order(50), "confirm", by=manager)
    assert buttons(office, short) == {"edit", "retry_allocation", "cancel"}
    order = take(order, "confirm", by=manager)
    assert buttons(office, order) == {"start_picking", "cancel"}
    order = take(order, "start_picking", by=manager)
    assert buttons(office, order) == {"return_picking"}
    take(pick_all(order.current_lists.get(), by=manager), "finish", by=manager)
    assert buttons(office, order) == {"complete", "return_picking"}
    order = take(order, "complete", by=manager)
    assert buttons(office, order) == {"reverse_completion"}
    canceled = take(make_order(1), "cancel", by=manager)
    assert buttons(office, canceled) == set()


def test_pressing_confirm_reserves_and_says_so(office, stocked, make_order):
    order = make_order(5)
    assert said(press(office, order, "confirm")) == ["All materials are reserved."]
    assert ProductionOrder.objects.get().status == Status.ALLOCATED


def test_retrying_in_vain_says_that_nothing_is_reserved(office, stocked, make_order, manager):
    order = take(make_order(50), "confirm", by=manager)
    response = press(office, order, "retry_allocation")
    assert said(response) == ["Some materials are short, so nothing is reserved."]


def test_a_step_that_came_too_late_answers_with_the_truth(office, stocked, make_order, manager):
    order = take(make_order(5), "confirm", by=manager)
    response = press(office, order, "confirm", seen="draft")
    assert said(response) == [
        f"{order.number} was moved to Allocated by Maya Okafor: “Confirm” is not possible now."
    ]


def test_htmx_is_answered_with_the_panel_and_an_unknown_step_is_not_there(
    office, stocked, make_order
):
    order = make_order(5)
    url = order.get_absolute_url() + "steps/"
    answer = office.post(url + "confirm/", headers={"HX-Request": "true"})
    assert answer["HX-Retarget"] == "#panel"
    assert "Allocated" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert office.post(url + "delete/").status_code == 404
    assert office.post(url + "confirm/", {"note": "x" * 4001}).status_code == 302


def test_after_create_picking_list_the_way_leads_to_the_list(office, stocked, make_order, manager):
    order = take(make_order(5), "confirm", by=manager)
    page = press(office, order, "start_picking").content.decode()
    number = order.current_lists.get().number
    assert "Open picking list" in page
    assert f'href="/picking-lists/{number}/"' in page


def test_while_it_is_picked_the_locked_steps_say_why_and_lead_to_the_list(
    office, picked_at, manager
):
    number = picked_at.current_lists.get().number
    locked = {
        step["name"]: (step["reason"], step["fix_url"])
        for step in context_of(office, picked_at)["steps"]
        if isinstance(step, dict)
    }
    assert locked == {
        "complete": (f"{number} has 3 of 3 lines left.", f"/picking-lists/{number}/"),
        "cancel": (
            f"Deal with picking list {number} first: cancel it, or take this order off it.",
            f"/picking-lists/{number}/",
        ),
    }
    pick_all(PickingList.objects.get(), by=manager)
    steps = context_of(office, picked_at)["steps"]
    reasons = [step["reason"] for step in steps if isinstance(step, dict)]
    assert reasons[0] == f"{number} is picked, but not finished."


def test_materials_show_what_is_needed_reserved_and_picked(office, picked_at, manager, mug, tea):
    picking_list = picked_at.current_lists.get()
    line = picking_list.lines.get(item__location__code="A-02")
    services.pick(picking_list, line, by=manager, quantity=Decimal(4))
    materials = {line.product: line for line in context_of(office, picked_at)["materials"]}
    row = materials[mug]
    assert (row.quantity, row.reserved, row.picked, row.places) == (7, 7, 4, ["A-02", "B-01"])
    assert row.bar == {"picked": 57, "reserved": 42, "short": 0, "short_from": 99}
    assert (materials[tea].picked, materials[tea].reserved) == (0, 7)


def test_lines_that_serve_two_orders_are_told_apart(office, stocked, make_order, manager, tea):
    first, second = (take(make_order(3), "confirm", by=manager) for _each in range(2))
    picking_list = take(
        services.make_picking_list([first, second], by=manager), "claim", by=manager
    )
    line = picking_list.lines.get(item__product=tea)
    services.pick(picking_list, line, by=manager, quantity=Decimal(4))
    picked = [
        {line.product: line.picked for line in context_of(office, order)["materials"]}[tea]
        for order in (first, second)
    ]
    assert picked == [3, 1]
    (facts,) = context_of(office, second)["picking"].lists
    assert facts.serves == {first.number: first.get_absolute_url()}
    assert (facts.lines, facts.done, facts.picker) == (2, 0, "Maya Okafor")


def test_a_short_pick_is_a_notice_until_it_is_settled(office, picked_at, manager, mug):
    picking_list = picked_at.current_lists.get()
    line = picking_list.lines.get(item__location__code="A-02")
    services.report_short(picking_list, line, by=manager, found=Decimal(4))
    page = office.get(picked_at.get_absolute_url())
    assert "2 pcs of MUG were not found at A-02." in page.content.decode()
    materials = {line.product: line for line in page.context["materials"]}
    assert materials[mug].short == 2
    services.settle(line.discrepancies.get(), by=manager, outcome="found")
    assert "not found" not in office.get(picked_at.get_absolute_url()).content.decode()


def test_what_is_missing_names_who_holds_it_and_what_comes_in(
    office, stocked, make_order, manager, merchant, mug
):
    holder = take(make_order(8), "confirm", by=manager)
    services.reserve(mug, Decimal(1), warehouse=stocked, document="OS-2026-0007")
    inbound = services.open_inbound(
        by=manager,
        warehouse=stocked,
        merchant=merchant,
        lines=[InboundLine(product=mug, expected=Decimal(2))],
    )
    order = take(make_order(4), "confirm", by=manager)
    (short,) = context_of(office, order)["missing"]
    assert (short.product, short.needed, short.free, short.short_by) == (mug, 4, 1, 3)
    assert [(paper.number, paper.quantity, paper.url) for paper in short.holders] == [
        (holder.number, 8, holder.get_absolute_url()),
        ("OS-2026-0007", 1, "/search/?q=OS-2026-0007"),
    ]
    assert [(paper.number, paper.quantity) for paper in short.coming] == [(inbound.number, 2)]
    page = office.get(order.get_absolute_url()).content.decode()
    assert "1 of 2 materials is short, so nothing is reserved." in page
    assert "not enough" in page


def test_it_says_how_many_sets_could_be_allocated_now(
    office, stocked, merchant, manager, tea, mug, gift_set
):
    order = services.open_order(
        by=manager, warehouse=stocked, merchant=merchant, name="Sets for two", sets=Decimal(8),
        materials=[(tea, Decimal(8)), (mug, Decimal(16))], outputs=[(gift_set, Decimal(8))],
    )  # fmt: skip
    take(order, "confirm", by=manager)
    page = office.get(order.get_absolute_url()).content.decode()
    assert "edit the order to 5 sets: that many could be allocated now" in page


def test_a_completed_order_leads_to_its_inbound_order(office, stocked, make_order, manager):
    order = completed(make_order(8), by=manager)
    inbound = order.inbounds.get()
    page = office.get(order.get_absolute_url())
    assert page.context["main_link"]["url"] == f"/inbound/{inbound.number}/"
    assert inbound.number in page.content.decode()
    assert {line.picked for line in page.context["materials"]} == {8}


def test_reversing_needs_a_reason_and_a_manager(
    client, office, stocked, make_order, manager, picker
):
    order = completed(make_order(8), by=manager)
    assert said(press(office, order, "reverse_completion")) == [
        "“Reverse completion” needs a note."
    ]
    client.force_login(picker)
    assert buttons(client, order) == set()
    url = order.get_absolute_url() + "steps/reverse_completion/"
    assert client.post(url, {"note": "Wrong recipe"}).status_code == 403
    client.force_login(manager)
    press(client, order, "reverse_completion", note="Wrong recipe")
    assert ProductionOrder.objects.get(pk=order.pk).status == Status.DRAFT
    page = client.get(order.get_absolute_url()).content.decode()
    assert "Wrong recipe" in page


def test_readers_see_the_page_without_a_button(client, reader, stocked, make_order, manager):
    order = take(make_order(5), "confirm", "start_picking", by=manager)
    client.force_login(reader)
    page = client.get(order.get_absolute_url())
    assert page.context["steps"] == []
    assert "Add note" not in page.content.decode()
    assert client.post(order.get_absolute_url() + "steps/confirm/").status_code == 403
    assert client.post(order.get_absolute_url() + "notes/", {"note": "x"}).status_code == 403


def test_a_note_stands_in_the_history_and_an_empty_one_is_refused(office, make_order):
    order = make_order()
    url = order.get_absolute_url() + "notes/"
    assert office.post(url, {"note": "  "}).status_code == 422
    assert office.post(url, {"note": "Use the blue ribbon"}).status_code == 302
    assert order.history.get(action="note").note == "Use the blue ribbon"
    assert "Use the blue ribbon" in office.get(order.get_absolute_url()).content.decode()


def test_what_is_not_there_is_not_found(office, client, stranger, make_order):
    assert office.get("/production/PR-2026-9999/").status_code == 404
    assert office.get("/production/PR-2026-9999/panel/").status_code == 404
    order = make_order()
    client.force_login(stranger)
    for part in ("", "panel/", "stream/"):
        assert client.get(order.get_absolute_url() + part).status_code == 403


@pytest.mark.parametrize("lines", [2, 40])
def test_its_queries_do_not_depend_on_the_number_of_lines(
    lines, office, house, make_product, make_order, manager, gift_set, django_assert_max_num_queries
):
    def an_order():
        return make_order(
            materials=[(product, Decimal(2)) for product in products],
            outputs=[(gift_set, Decimal(1))],
        )

    products = [make_product(f"P-{each}") for each in range(lines)]
    short = take(an_order(), "confirm", by=manager)
    for product in products:
        put(product, 4, "A-01", by=manager)
    order = an_order()
    office.get("/production/")
    most = {"draft": 7, "allocated": 7, "processing": 8, "completed": 8}
    for status, steps in (
        ("draft", []), ("allocated", ["confirm"]), ("processing", ["start_picking"]),
    ):  # fmt: skip
        order = take(order, *steps, by=manager)
        with django_assert_max_num_queries(most[status]):
            assert context_of(office, order)["order"].status == status
    take(pick_all(order.current_lists.get(), by=manager), "finish", by=manager)
    order = take(order, "complete", by=manager)
    with django_assert_max_num_queries(most["completed"]):
        office.get(order.get_absolute_url())
    take(an_order(), "confirm", by=manager)
    with django_assert_max_num_queries(8):
        assert len(context_of(office, short)["missing"]) == lines
