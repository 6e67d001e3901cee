"""Thousands of service requests at once, for benchmarks: each with an issue, an order and their histories."""

from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from config.core.bulk import batches, indexed_at_the_end, insert
from config.core.models import Sequence, User
from config.core.models.link import digest_of
from config.core.models.shop import current_shop
from config.core.roles import Role
from vendors.demo import words
from vendors.models import (
    Issue,
    Property,
    ReplyAddress,
    RequestLink,
    ServiceRequest,
    ServiceRequestHistory,
    Trade,
    Vendor,
    VendorLink,
    VendorWorkOrder,
    VendorWorkOrderHistory,
)
from vendors.states import RequestStatus, Response, Status

REQUESTS_A_HOME = 5
OPEN_SHARE = 0.05  # of all requests, the newest
JOBS = [
    (words.TAP, "plumbing"), (words.OUTLETS, "electrical"), (words.CEILING, "drywall"),
    (words.SHINGLE, "roofing"), (words.TILES, "tile"), (words.HEATING, "hvac"),
    (words.FRONT_DOOR, "doors_windows"), (words.LAWN, "landscaping_drainage"),
]  # fmt: skip


def build(thousands):
    """So many thousand requests more, in the order of their numbers; says how many of what."""
    desk = Desk(thousands * 1000)
    searchable = (Property, ServiceRequest, VendorWorkOrder)
    with transaction.atomic(), indexed_at_the_end(*searchable):
        for moments in batches(ServiceRequest, desk.total, dated="submitted_at"):
            desk.write(moments)
    return desk.made


class Desk:
    """Writes requests with what belongs to them, a batch at a time."""

    def __init__(self, total):
        self.total, self.written = total, 0
        self.made = {"service requests": 0, "vendor orders": 0, "lines of history": 0}
        self.dice = Random(total)  # noqa: S311 -- guards nothing
        self.now, self.zone = timezone.now(), current_shop().zone
        self.by = User.objects.filter(groups__name=Role.MANAGER).first() or User.objects.first()
        self.known = Property.objects.count()
        self.trades = dict(Trade.objects.values_list("slug", "pk"))
        self.vendors = {slug: self.vendor(slug) for _problem, slug in JOBS}

    def vendor(self, slug):
        vendor, _made = Vendor.objects.get_or_create(
            company=f"{slug.replace('_', ' ').title()} of the Thousands",
            defaults={"email": f"{slug}@thousands.example"},
        )
        vendor.trades.add(self.trades[slug])
        return vendor

    def write(self, moments):
        year = moments[0].astimezone(self.zone).year
        homes = self.homes(moments)
        requests = [
            self.request(year, seq, moment, self.dice.choice(homes))
            for seq, moment in self.numbered(ServiceRequest, year, moments)
        ]
        plans = [self.dice.choice(JOBS) for _request in requests]
        insert(ServiceRequest, requests)
        keys = keys_of(ServiceRequest, requests)
        insert(
            RequestLink,
            [link(RequestLink, each, request_id=keys[each["number"]]) for each in requests],
        )
        insert(Issue, [issue(keys[each["number"]], plan) for each, (plan, _slug) in zip(requests, plans, strict=True)])  # fmt: skip
        orders = [
            self.order(year, seq, request, keys[request["number"]], plan)
            for (seq, _moment), request, plan in zip(
                self.numbered(VendorWorkOrder, year, moments), requests, plans, strict=True
            )
        ]
        insert(VendorWorkOrder, orders)
        order_keys = keys_of(VendorWorkOrder, orders)
        self.join(orders, order_keys)
        self.tell(requests, keys, orders, order_keys)
        self.made["service requests"] += len(requests)
        self.made["vendor orders"] += len(orders)

    def numbered(self, model, year, moments):
        latest = Sequence.next(model.PREFIX, year, len(moments))
        return list(enumerate(moments, latest - len(moments) + 1))

    def homes(self, moments):
        """As many homes as these requests need, known since the first of them: (key, address, owner, e-mail)."""
        number = max(1, len(moments) // REQUESTS_A_HOME)
        homes = [self.home(self.known + nth, moments[0]) for nth in range(1, number + 1)]
        self.known += number
        insert(Property, homes)
        fields = ("pk", "address", "homeowner", "email")
        return list(Property.objects.order_by("-pk").values_list(*fields)[:number])

    def home(self, nth, moment):
        known = self.dice.choice(words.HOMES)
        address, email = f"{nth} Thousand Row\nBristol", f"home.{nth}@example.com"
        lot = f"T-{nth}"
        found_by = [address, known.community, lot, known.homeowner, email]
        return {
            "address": address,
            "community": known.community,
            "lot": lot,
            "homeowner": known.homeowner,
            "email": email,
            "closed_on": (moment - timedelta(days=200)).date(),
            "added_at": moment,
            "search_text": " ".join(found_by).lower(),
        }

    def request(self, year, seq, moment, home):
        pk, address, name, email = home
        number = f"{ServiceRequest.PREFIX}-{year}-{seq:04d}"
        self.written += 1
        is_open = self.written > self.total * (1 - OPEN_SHARE)
        closed_at = (
            None if is_open else min(moment + timedelta(days=self.dice.uniform(3, 20)), self.now)
        )
        return {
            "number": number,
            "number_year": year,
            "number_seq": seq,
            "status": RequestStatus.IN_PROGRESS if is_open else RequestStatus.CLOSED,
            "home_id": pk,
            "name": name,
            "email": email,
            "submitted_at": moment,
            "updated_at": closed_at or moment,
            "resolved_at": closed_at,
            "closed_at": closed_at,
            "search_text": f"{number} {name} {email} {address}".lower(),
        }

    def order(self, year, seq, request, request_pk, plan):
        problem, slug = plan
        vendor = self.vendors[slug]
        number = f"{VendorWorkOrder.PREFIX}-{year}-{seq:04d}"
        title = problem.text[:60]
        closed_at = request["closed_at"]
        return {
            "number": number,
            "number_year": year,
            "number_seq": seq,
            "status": Status.COMPLETED if closed_at else Status.IN_PROGRESS,
            "request_id": request_pk,
            "vendor_id": vendor.pk,
            "trade_id": self.trades[slug],
            "title": title,
            "description": problem.text,
            "response": Response.DONE if closed_at else Response.ACCEPTED,
            "scheduled_at": closed_at,
            "sent_at": request["submitted_at"],
            "answered_at": request["submitted_at"],
            "created_at": request["submitted_at"],
            "updated_at": closed_at or request["submitted_at"],
            "closed_at": closed_at,
            "search_text": f"{number} {title} {vendor.company} {request['number']}".lower(),
        }

    def join(self, orders, keys):
        """Each order is for the issue of its request, and has the page and the reply address of its vendor."""
        issues = dict(
            Issue.objects.filter(
                request__in=[order["request_id"] for order in orders]
            ).values_list("request", "pk")
        )  # fmt: skip
        insert(
            VendorWorkOrder.issues.through,
            [
                {"vendorworkorder_id": keys[order["number"]], "issue_id": issues[order["request_id"]]}
                for order in orders
            ],
        )  # fmt: skip
        for kind in (VendorLink, ReplyAddress):
            insert(kind, [link(kind, order, order_id=keys[order["number"]]) for order in orders])

    def tell(self, requests, keys, orders, order_keys):
        told = [line for each in requests for line in self.of_request(each, keys[each["number"]])]
        lines = [
            line for each in orders for line in self.of_order(each, order_keys[each["number"]])
        ]
        insert(ServiceRequestHistory, told)
        insert(VendorWorkOrderHistory, lines)
        self.made["lines of history"] += len(told) + len(lines)

    def of_request(self, request, pk):
        line = {"request_id": pk, "by_id": self.by.pk}
        yield line | {"at": request["submitted_at"], "action": "opened", "went_to": "submitted"}
        yield line | moved(request["submitted_at"], "progress", "submitted", "in_progress")
        if request["closed_at"]:
            yield line | moved(request["closed_at"], "close", "in_progress", "closed")

    def of_order(self, order, pk):
        line = {"order_id": pk, "by_id": self.by.pk}
        yield line | {"at": order["created_at"], "action": "opened", "went_to": "draft"}
        yield line | moved(order["sent_at"], "send", "draft", "in_progress")
        accepted = {"at": order["answered_at"], "action": "accepted", "actor": "vendor"}
        yield line | accepted | {"by_id": None}
        if order["closed_at"]:
            yield line | moved(order["closed_at"], "complete", "in_progress", "completed")


def moved(at, action, came_from, went_to):
    return {"at": at, "action": action, "came_from": came_from, "went_to": went_to}


def issue(request_pk, problem):
    return {
        "request_id": request_pk,
        "description": problem.text,
        "room": problem.room,
        "urgency": problem.urgency,
    }


def link(kind, record, **owner):
    token = kind.make_token(record["number"], 1)
    made_at = record.get("submitted_at") or record["created_at"]
    return {
        "owner": record["number"],
        "digest": digest_of(token),
        "made_at": made_at,
    } | owner


def keys_of(model, rows):
    """{number: key} of the rows just written."""
    first = rows[0]
    made = model.objects.filter(
        number_year=first["number_year"], number_seq__gte=first["number_seq"]
    )
    return dict(made.values_list("number", "pk"))
