"""CPU time of our pages as multiples of the floor's. It prints and never fails for being slow: machines differ."""

import os
import statistics
import time

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from config.core.models import User
from serviceorders.models import ServiceOrder

THOUSANDS = int(os.environ.get("BENCH_THOUSANDS", "10"))
ROUNDS = 9

FLOOR = {
    "ROOT_URLCONF": "bench.floor",
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [settings.BASE_DIR / "bench" / "templates"],
        }
    ],
}


@pytest.fixture
def many(db):
    with override_settings(DEBUG=True):
        call_command("demo", "--scale", str(THOUSANDS), verbosity=0)


def cpu(client, url):
    """Of the second request: between ours and the floor's, what the settings keep (templates, addresses) is forgotten."""
    client.get(url)
    started = time.process_time()
    answer = client.get(url)
    assert answer.status_code == 200, url
    return (time.process_time() - started) * 1000


def test_pages_beside_the_floor(many, capsys):
    order = ServiceOrder.objects.filter(status="completed", tracking_links__revoked_at=None).last()
    staff, visitor, bare = Client(), Client(), Client()
    staff.force_login(User.objects.get(username="manager"))
    floors = {"orders": "/orders/", "order": f"/orders/{order.number}/"}
    ours = [
        ("order list", staff, "/service-orders/?status=completed", "orders"),
        ("search", staff, "/service-orders/?q=raman", "orders"),
        ("dashboard", staff, "/", "orders"),
        ("order page", staff, order.get_absolute_url(), "order"),
        ("tracking page", visitor, order.tracking_link.get_absolute_url(), "order"),
    ]
    times = {name: [] for name, *_rest in ours} | {name: [] for name in floors}
    for _round in range(ROUNDS):
        for name, client, url, _floor in ours:
            times[name].append(cpu(client, url))
        with override_settings(**FLOOR):
            for name, url in floors.items():
                times[name].append(cpu(bare, url))
    middle = {name: statistics.median(taken) for name, taken in times.items()}
    with capsys.disabled():
        print(f"\n{ServiceOrder.objects.count()} orders, CPU in ms, median of {ROUNDS}")
        for name, _client, _url, floor in ours:
            ratio = middle[name] / middle[floor]
            print(f"{name:14} {middle[name]:7.1f}   floor {middle[floor]:5.1f}   {ratio:4.1f}x")
