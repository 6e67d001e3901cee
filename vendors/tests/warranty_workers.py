"""What the desk does in the tests of its faults: the jobs of helper processes (see tests/workers.py)."""

import io

from tests.workers import someone


def submitted(count=1, words=("The pipe under the kitchen sink is leaking",)):
    """The numbers of so many new requests with these problems, each with a photo."""
    from PIL import Image

    from config.core.actors import CLIENT
    from config.core.images import clean_photo
    from vendors import services
    from vendors.models import Property

    picture = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(picture, "JPEG")
    home = Property.objects.get_or_create(address="12 Alder Lane")[0]
    requests = [
        services.submit(
            by=CLIENT,
            home=home,
            name="Nora Quill",
            email="nora@example.org",
            reports=[
                services.Report(text, photos=[clean_photo(io.BytesIO(picture.getvalue()))])
                for text in words
            ],
        )
        for _ in range(count)
    ]
    return [request.number for request in requests]


def send_orders(first, count):
    """So many orders of one request are sent, each to a vendor of its own; answers their numbers."""
    from config.core import workflow
    from vendors import services
    from vendors.models import ServiceRequest, Trade, Vendor

    by = someone("tom", role="dispatcher")
    request = ServiceRequest.objects.get(number=submitted()[0])
    made = []
    for number in range(first, first + count):
        order = services.open_order(
            by=by,
            request=request,
            issues=list(request.issues.all()),
            trade=Trade.objects.get(slug="plumbing"),
            title=f"Leak {number}",
            description="Find and mend the leak.",
            vendor=Vendor.objects.create(
                company=f"Vendor {number}", email=f"vendor{number}@example.com"
            ),
        )
        made.append(workflow.take_step(order, "send", by=by).number)
    return made


def history_page(number):
    """The words of the order's history as the desk reads it."""
    from django.test import Client
    from django.utils.html import strip_tags

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(someone("tom", role="dispatcher"))
    page = client.get(f"/vendor-orders/{number}/", {"tab": "history"})
    assert page.status_code == 200
    return " ".join(strip_tags(page.text).split())


def answer_to_an_order(text):
    """An e-mail in answer to the one that the vendor of a new order was sent."""
    from vendors.models import VendorWorkOrder
    from vendors.tests.mails import answer

    (number,) = send_orders(first=0, count=1)
    order = VendorWorkOrder.objects.get(number=number)
    return answer(order, text, sender=order.vendor.email).as_string()


def read_after_who_died(url):
    """What the next reader of this mailbox says, once the time of the one who died is over."""
    from django.conf import settings
    from django.core.cache import cache
    from django.core.management import call_command

    from vendors.services.mailbox import READER

    cache.delete(READER)
    settings.IMAP_URL = url
    said = io.StringIO()
    call_command("read_mail", stdout=said)
    return said.getvalue()
