"""Thousands of service orders at once, for benchmarks: as true as those of the desk, and written in bulk."""

from datetime import timedelta
from itertools import pairwise
from random import Random

from django.db import transaction
from django.utils import timezone
from phonenumber_field.phonenumber import PhoneNumber

from config.core.bulk import batches, indexed_at_the_end, insert
from config.core.models import Sequence, User
from config.core.models.link import digest_of, token_for
from config.core.models.shop import current_shop
from config.core.roles import Role
from serviceorders.demo import words
from serviceorders.demo.company import UNTIL, address_of
from serviceorders.models import Client, ServiceOrder, ServiceOrderHistory, TrackingLink
from serviceorders.models.client import phone_words
from serviceorders.states import OPEN, Status

ORDERS_A_CLIENT = 4
OPEN_SHARE = 0.06  # of all orders, the newest
BEFORE = {after: before for before, after in pairwise([*OPEN, Status.COMPLETED])} | {
    Status.REJECTED: Status.AWAITING_APPROVAL,
    Status.CANCELLED: Status.AWAITING_DIAGNOSIS,
}
ENDS = [Status.COMPLETED] * 94 + [Status.REJECTED] * 3 + [Status.CANCELLED] * 3


def build(thousands):
    """So many thousand orders more, spread over three years in the order of their numbers; says how many of what."""
    desk = Desk(thousands * 1000)
    with transaction.atomic(), indexed_at_the_end(Client, ServiceOrder):
        for moments in batches(ServiceOrder, desk.total):
            desk.write(moments)
    return desk.made


class Desk:
    """Writes orders with their clients, tracking links and history, a batch at a time."""

    def __init__(self, total):
        self.total, self.written = total, 0
        self.made = {"clients": 0, "service orders": 0, "tracking links": 0, "lines of history": 0}
        self.dice = Random(total)  # noqa: S311 -- guards nothing
        self.now = timezone.now()
        self.technicians = list(User.objects.filter(groups__name=Role.TECHNICIAN))
        self.known = Client.objects.count()
        self.phones = [as_stored(f"+441174960{last:03d}") for last in range(1000)]
        self.names = [
            f"{first.name.split()[0]} {second.name.split()[-1]}"
            for first in words.CLIENTS[:34]
            for second in words.CLIENTS[:34]
        ]

    def write(self, moments):
        clients = self.clients(moments)
        year = moments[0].astimezone(current_shop().zone).year
        latest = Sequence.next(ServiceOrder.PREFIX, year, len(moments))
        first = latest - len(moments) + 1
        orders = [
            self.order(year, seq, moment, self.dice.choice(clients))
            for seq, moment in enumerate(moments, first)
        ]
        insert(ServiceOrder, orders)
        keys = dict(
            ServiceOrder.objects.filter(number_year=year, number_seq__gte=first).values_list(
                "number", "pk"
            )
        )
        links = [link(order, keys[order["number"]]) for order in orders]
        insert(TrackingLink, links)
        history = [line for order in orders for line in self.history(order, keys[order["number"]])]
        insert(ServiceOrderHistory, history)
        self.count(clients, orders, links, history)

    def count(self, *rows):
        for name, each in zip(self.made, rows, strict=True):
            self.made[name] += len(each)

    def clients(self, moments):
        """As many clients as these orders need, known since the first of them: (key, search text) of each."""
        people = [
            self.person(moments[0]) for _nth in range(max(1, len(moments) // ORDERS_A_CLIENT))
        ]
        insert(Client, people)
        emails = [person["email"] for person in people]
        return list(Client.objects.filter(email__in=emails).values_list("pk", "search_text"))

    def person(self, moment):
        name = self.dice.choice(self.names)
        user, _at, domain = address_of(name).partition("@")
        self.known += 1
        email = f"{user}.{self.known}@{domain}"
        phone, digits = self.dice.choice(self.phones)
        return {
            "name": name,
            "email": email,
            "phone": phone,
            "added_at": moment,
            "search_text": f"{name} {email} {digits}".lower(),
        }

    def order(self, year, seq, moment, client):
        job = self.dice.choice(words.JOBS)
        client_pk, client_text = client
        number = f"{ServiceOrder.PREFIX}-{year}-{seq:04d}"
        status = self.status()
        is_open = status in OPEN
        closed_at = None if is_open else self.after(moment, 12)
        imei = f"35{self.dice.randrange(10**13):013d}" if job.has_imei else ""
        serial = f"{self.dice.getrandbits(45):X}"
        device = " ".join(filter(None, [number, job.brand, job.model, imei, serial])).lower()
        return {
            "number": number,
            "number_year": year,
            "number_seq": seq,
            "status": status,
            "client_id": client_pk,
            "technician_id": self.dice.choice(self.technicians).pk,
            "brand": job.brand,
            "model": job.model,
            "imei": imei,
            "serial": serial,
            "problem": job.problem,
            "condition": job.condition,
            "accessories": job.accessories,
            "diagnosis": job.diagnosis,
            "estimated_cost": job.estimate,
            "labor_cost": job.labor,
            "warranty_days": 90,
            "due_at": self.due(moment, is_open),
            "created_at": moment,
            "updated_at": closed_at or moment,
            "ready_at": closed_at if status in (Status.READY, Status.COMPLETED) else None,
            "closed_at": closed_at,
            "search_text": f"{device} {client_text}",
        }

    def status(self):
        """The newest orders are open, those before them over, most of them well."""
        self.written += 1
        if self.written > self.total * (1 - OPEN_SHARE):
            return self.dice.choice(OPEN)
        return self.dice.choice(ENDS)

    def after(self, moment, days):
        return min(moment + timedelta(days=self.dice.uniform(0.1, days)), self.now)

    def due(self, moment, is_open):
        days = timedelta(days=self.dice.uniform(-1, 12))
        return self.now + days if is_open else moment + days

    def history(self, order, pk):
        """The line of the intake, and one of how the order came to where it stands."""
        line = {"order_id": pk, "by_id": order["technician_id"]}
        yield line | {"at": order["created_at"], "action": "opened", "went_to": Status.PENDING}
        if order["status"] != Status.PENDING:
            yield line | {
                "at": order["updated_at"],
                "action": UNTIL[order["status"]][-1],
                "came_from": BEFORE[order["status"]],
                "went_to": order["status"],
            }


def as_stored(number):
    """A phone number, and the words it is found by."""
    return number, " ".join(phone_words(PhoneNumber.from_string(number)))


def link(order, pk):
    return {
        "owner": order["number"],
        "digest": digest_of(token_for(TrackingLink.KIND, order["number"], 1)),
        "made_at": order["created_at"],
        "order_id": pk,
    }
