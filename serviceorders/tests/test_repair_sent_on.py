"""A repair that a vendor does: a draft at the warranty desk, traceable both ways."""

from io import BytesIO

import pytest
from PIL import Image

from config.core import workflow
from config.core.images import clean_photo
from config.core.models import Email, HandOver
from serviceorders import services
from serviceorders.models import OrderPhoto, ServiceOrder
from vendors.models import Drafting, Property, ServiceRequest, Trade, Vendor, VendorWorkOrder


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def trade():
    return Trade.objects.get(slug="appliances")


@pytest.fixture
def bench(trade):
    """A vendor who mends boards."""
    vendor = Vendor.objects.create(company="Board Works", email="board@example.com")
    vendor.trades.set([trade])
    return vendor


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


@pytest.fixture
def order(order):
    order.diagnosis, order.internal_notes = "No power on the main rail", "CANARY passcode 1234"
    order.save()
    return order


def typed(order, trade, **fields):
    return {
        "once": "one",
        "trade": trade.pk,
        "title": "iPhone 13: board",
        "description": "Mend the main board",
        "amount": "80",
    } | fields


def url(order):
    return f"{order.get_absolute_url()}send-on/"


def test_the_form_begins_with_the_device_and_nothing_of_its_client(desk, order):
    form = desk.get(url(order)).context["form"]
    words = f"{form['title'].value()} {form['description'].value()}"
    assert "iPhone 13" in words
    assert "Cracked screen" in words
    assert "No power on the main rail" in words
    for kept_here in ("Cleo", "cleo@example.org", "7700900455", "CANARY"):
        assert kept_here not in words


def test_it_makes_a_draft_that_the_shop_asks_for_itself(desk, order, trade, bench, shop):
    shop.name, shop.email, shop.address = "Harbour Repair", "us@example.org", "1 Quay Street"
    shop.save()
    response = desk.post(url(order), typed(order, trade, vendor=bench.pk))
    work = VendorWorkOrder.objects.get()
    assert response["Location"] == work.get_absolute_url()
    assert (work.status, work.vendor, work.trade, work.amount) == ("draft", bench, trade, 80)
    assert (work.request.name, work.request.home.own) == ("Harbour Repair", True)
    assert work.request.home.address == "1 Quay Street"
    assert work.issues.get().description == "Mend the main board"
    assert not Drafting.objects.exists()


def test_each_names_the_other(desk, order, trade):
    desk.post(url(order), typed(order, trade))
    work = VendorWorkOrder.objects.get()
    hand_over = HandOver.objects.get()
    assert (hand_over.from_number, hand_over.to_number) == (order.number, work.number)
    assert work.number in desk.get(order.get_absolute_url()).content.decode()
    assert order.get_absolute_url() in desk.get(work.get_absolute_url()).content.decode()
    assert order.history.filter(note__contains=work.number, public=False).exists()
    assert work.history.filter(note__contains=order.number).exists()


def test_nobody_is_written_to_as_a_homeowner_until_the_end(desk, order, trade, bench, shop):
    shop.email = "us@example.org"
    shop.save()
    desk.post(url(order), typed(order, trade, vendor=bench.pk))
    work, by = VendorWorkOrder.objects.get(), order.history.first().by
    before = set(Email.objects.values_list("pk", flat=True))
    work = workflow.take_step(work, "send", by=by)
    workflow.take_step(work, "complete", by=by)
    assert ServiceRequest.objects.get().status == "resolved"
    written = Email.objects.exclude(pk__in=before)
    assert [email.to for email in written] == ["board@example.com"]


def test_the_vendor_is_told_nothing_of_the_client(desk, order, trade, bench):
    begun = desk.get(url(order)).context["form"]
    fields = {name: begun[name].value() for name in ("title", "description")}
    desk.post(url(order), typed(order, trade, vendor=bench.pk, **fields))
    work = workflow.take_step(VendorWorkOrder.objects.get(), "send", by=order.history.first().by)
    page = desk.get(work.link.get_absolute_url()).content.decode()
    email = Email.objects.get(to="board@example.com")
    for told in (page, email.subject + email.text):
        assert "iPhone 13" in told
        for kept_here in ("Cleo", "cleo@example.org", "7700900455", "CANARY", order.number):
            assert kept_here not in told


def test_the_shop_has_one_property_that_follows_its_settings(desk, order, trade, shop):
    desk.post(url(order), typed(order, trade))
    shop.address, shop.phone = "2 New Road", "+447700900111"
    shop.save()
    desk.post(url(order), typed(order, trade, once="two"))
    home = Property.objects.get()
    assert (home.address, str(home.phone)) == ("2 New Road", str(shop.phone))
    assert list(Property.objects.matching("new road")) == [home]


def test_a_form_sent_twice_makes_one(desk, order, trade):
    first = desk.post(url(order), typed(order, trade))
    again = desk.post(url(order), typed(order, trade))
    assert first["Location"] == again["Location"]
    assert VendorWorkOrder.objects.count() == 1


def test_ticked_photos_go_along_with_files_of_their_own(desk, order, trade, manager, files):
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    for caption in ("Board", "Case"):
        picture.seek(0)
        photos = [clean_photo(picture)]
        services.add_photos(order, by=manager, photos=photos, caption=caption, public=False)
    board, _case = OrderPhoto.objects.order_by("pk")
    assert [ticked for _photo, ticked in desk.get(url(order)).context["form"].photo_choices()] == [
        False,
        False,
    ]
    desk.post(url(order), typed(order, trade, photos=[board.pk]))
    sent = VendorWorkOrder.objects.get().photos.get()
    assert sent.image.read() == board.image.read()
    services.remove_photo(board, by=manager)
    board.delete_files()
    assert sent.image.storage.exists(sent.image.name)


def test_a_vendor_of_another_trade_is_refused(desk, order, bench):
    roofing = Trade.objects.get(slug="roofing")
    response = desk.post(url(order), typed(order, roofing, vendor=bench.pk))
    assert response.status_code == 422
    assert "Choose a vendor of this trade." in response.content.decode()
    assert not VendorWorkOrder.objects.exists()
    offered = desk.get(url(order), {"trade": roofing.pk}).context["form"].fields["vendor"].queryset
    assert list(offered) == []


def test_a_closed_repair_is_not_sent_on(desk, order, trade):
    by = order.history.first().by
    workflow.take_step(order, "cancel", by=by, note="Not worth it")
    answer = desk.get(url(order), follow=True).content.decode()
    assert f"{order} is closed. Reopen it to change it." in answer
    response = desk.post(url(order), typed(order, trade))
    assert response.status_code == 422
    assert f"{order} is Cancelled: reopen it first." in response.content.decode()
    assert not HandOver.objects.exists()
    assert "send-on/" not in desk.get(order.get_absolute_url()).content.decode()


def test_the_page_offers_it_to_those_who_may(client, order, dispatcher, technician):
    for user, offered in ((dispatcher, True), (technician, False)):
        client.force_login(user)
        assert (url(order) in client.get(order.get_absolute_url()).content.decode()) is offered


@pytest.mark.parametrize("photos", [["999"], ["x"]])
def test_photos_of_others_are_refused(desk, order, trade, photos):
    assert desk.post(url(order), typed(order, trade, photos=photos)).status_code == 422
    assert ServiceOrder.objects.count() == 1
    assert not VendorWorkOrder.objects.exists()
