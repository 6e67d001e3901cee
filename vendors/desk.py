"""What the warranty desk shows on the pages that all desks share."""

from django.db.models import CharField, Count, F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.desks import (
    Desk,
    Hit,
    Job,
    Link,
    Matter,
    Tile,
    counted_by_week,
    found_by_number,
    numbered_hit,
)
from config.core.models import User
from config.core.people import places, reached_by
from vendors.figures import how_many
from vendors.forms.orders import looks
from vendors.forms.requests import not_fixed, waits_for_the_desk
from vendors.models import (
    DraftProposal,
    IssuePhoto,
    Message,
    Property,
    ServiceRequest,
    Vendor,
    VendorWorkOrder,
)
from vendors.states import REQUEST_OPEN, Decision, RequestStatus, Status

MOST_NAMED = 6  # in a list of the dashboard, late ones
MOST_WAITING = 12
MOST_HITS = 8  # of each kind


class WarrantyDesk(Desk):
    def __init__(self):
        view = "vendors.view_"
        super().__init__(
            label=gettext_lazy("Warranty"),
            icon="home",
            place=30,
            links=[
                Link(
                    gettext_lazy("Requests"),
                    "vendors:requests",
                    view + "servicerequest",
                    count="service-requests",
                ),
                Link(
                    gettext_lazy("Vendor orders"),
                    "vendors:orders",
                    view + "vendorworkorder",
                    count="vendor-orders",
                ),
                Link(gettext_lazy("Vendors"), "vendors:vendors", view + "vendor"),
                Link(gettext_lazy("Properties"), "vendors:properties", view + "property"),
                Link(
                    gettext_lazy("Inbox"), "vendors:inbox", "vendors.read_inbox", count="inbox"
                ),
            ],
        )  # fmt: skip

    def counts(self, user):
        """What wants a look: requests to decide on, orders with news, mail of no order."""
        if not user.has_perm("vendors.view_servicerequest"):
            return {}
        found = counted(
            user,
            requests=ServiceRequest.objects.for_user(user).open().filter(waits_for_the_desk()),
            orders=VendorWorkOrder.objects.for_user(user).filter(has_news=True),
            mail=Message.objects.for_user(user).in_the_inbox(),
        )
        return {
            "service-requests": found["requests"],
            "vendor-orders": found["orders"],
            "inbox": found["mail"],
        }

    # The dashboard: five questions to the database in all

    def tiles(self, user):
        """None where the desk is not used."""
        if not user.has_perm("vendors.view_servicerequest"):
            return []
        orders = VendorWorkOrder.objects.for_user(user)
        found = counted(
            user,
            requests=ServiceRequest.objects.for_user(user).open(),
            open=orders.open(),
            drafts=pending_drafts(),
            late=orders.filter(looks()["late"]),
            silent=orders.filter(looks()["silent"]),
            mail=Message.objects.for_user(user).in_the_inbox(),
        )
        if not any(found.values()):
            return []
        requests, url = reverse("vendors:requests"), reverse("vendors:orders")
        return [
            Tile(
                _("Drafts to decide"),
                found["drafts"],
                _("nothing is sent before"),
                f"{requests}?waits=on",
            ),
            Tile(
                _("Vendors overdue"),
                found["late"],
                _("past the agreed date"),
                f"{url}?look=late",
                alarming=found["late"] > 0,
            ),
            Tile(
                _("No reply for 3 days"),
                found["silent"],
                _("orders sent to vendors"),
                f"{url}?look=silent",
                alarming=found["silent"] > 0,
            ),
            Tile(_("Mail to sort"), found["mail"], _("of no order"), reverse("vendors:inbox")),
        ]

    def late(self, user):
        """Orders past the date agreed with the vendor."""
        orders = VendorWorkOrder.objects.for_user(user).late().select_related("vendor")
        return [late_job(order) for order in orders.order_by("scheduled_at", "pk")[:MOST_NAMED]]

    def waiting(self, user):
        """Requests that are not fixed, orders that need another vendor, drafts to decide: in this order, the oldest first."""
        found = []
        if user.has_perm("vendors.handle"):
            requests = ServiceRequest.objects.for_user(user)
            undecided = requests.open().filter(waits_for_the_desk()).exclude(not_fixed())
            found.append(lines(BROKEN, requests.filter(not_fixed()), "name", "updated_at"))
            found.append(lines(DRAFTS, undecided, "name", "submitted_at"))
        if user.has_perm("vendors.dispatch"):
            orders = VendorWorkOrder.objects.for_user(user).filter(looks()["another"])
            found.append(lines(DECLINED, orders, "vendor__company", "answered_at"))
        if not found:
            return []
        rows = found[0].union(*found[1:], all=True)
        return [waiting_job(*row) for row in rows.order_by("kind", "at", "number")[:MOST_WAITING]]

    def by_status(self, user):
        requests = ServiceRequest.objects.for_user(user).open()
        found = dict(requests.order_by().values_list("status").annotate(Count("pk")))
        url = reverse("vendors:requests")
        return [
            (str(status), status.label, found[status], f"{url}?status={status}")
            for status in REQUEST_OPEN
            if found.get(status)
        ]

    def finished_each_week(self, user, since):
        orders = VendorWorkOrder.objects.for_user(user).filter(status=Status.COMPLETED)
        return counted_by_week(orders, "closed_at", since)

    def search(self, user, words):
        newest = ("-number_year", "-number_seq")
        requests = ServiceRequest.objects.for_user(user).matching(words).order_by(*newest)
        orders = VendorWorkOrder.objects.for_user(user).matching(words).order_by(*newest)
        vendors = Vendor.objects.for_user(user).matching(words).order_by("-active", "company")
        homes = Property.objects.for_user(user).matching(words).order_by("address", "pk")
        return [
            *(
                numbered_hit(_("Service requests"), each, f"{each.name} · {each.home}")
                for each in requests.select_related("home")[:MOST_HITS]
            ),
            *(
                numbered_hit(_("Vendor orders"), each, joined(each.title, each.vendor))
                for each in orders.select_related("vendor")[:MOST_HITS]
            ),
            *(
                Hit(
                    kind=_("Vendors"),
                    title=each.company,
                    detail=joined(each.contact_name, each.phone, each.email),
                    url=each.get_absolute_url(),
                )
                for each in vendors[:MOST_HITS]
            ),
            *(
                Hit(
                    kind=_("Properties"),
                    title=str(each),
                    detail=joined(each.community, each.lot, each.homeowner),
                    url=each.get_absolute_url(),
                )
                for each in homes[:MOST_HITS]
            ),
        ]

    def seen(self, email, phone, user):
        """Requests, properties, and the vendors themselves."""
        same = reached_by(email, phone)
        requests = ServiceRequest.objects.for_user(user).filter(same)
        homes = Property.objects.for_user(user).filter(same)
        vendors = Vendor.objects.for_user(user).filter(same)
        return [
            places(
                requests, _("Service request"), "vendors:request",
                key="number", who="number", more="name",
            ),
            places(homes, _("Property"), "vendors:property", who="address", more="homeowner"),
            places(vendors, _("Vendor"), "vendors:vendor", who="company", more="contact_name"),
        ]  # fmt: skip

    def matter(self, number, user):
        """Of a request: its contact, and its issues in the homeowner's words."""
        request = ServiceRequest.objects.for_user(user).filter(number=number).first()
        if request is None:
            return None
        issues = request.issues.to_do()
        words = [
            f"{each.room}: {each.description}" if each.room else each.description for each in issues
        ]
        return Matter(
            record=request,
            title=str(issues[0]) if words else request.number,
            description="\n\n".join(words),
            name=request.name,
            email=request.email,
            phone=request.phone,
            language=request.language,
            photos=list(IssuePhoto.objects.filter(issue__request=request).order_by("pk")),
        )

    def find(self, numbers, user):
        requests = ServiceRequest.objects.for_user(user)
        orders = VendorWorkOrder.objects.for_user(user)
        return found_by_number(
            requests, numbers, _("service request"), lambda each: each.name
        ) | found_by_number(orders, numbers, _("vendor order"), lambda each: each.title)


def joined(*words):
    return " · ".join(str(word) for word in words if word)


def counted(user, **rows):
    """{name: how many} of several sets of rows, of one query."""
    counts = {name: how_many(found) for name, found in rows.items()}
    return User.objects.filter(pk=user.pk).values(**counts).get()


# What wants a person


def pending_drafts():
    """Drafts that wait for a decision, on requests that somebody still works on."""
    return DraftProposal.objects.filter(
        decision=Decision.PENDING,
        issue__not_covered_at=None,
        issue__request__status__in=REQUEST_OPEN,
    )


BROKEN, DECLINED, DRAFTS = "1", "2", "3"  # in the order of the list


def lines(kind, records, who, at):
    """(kind, number, status, who, since when) of each, so that records of several kinds make one list."""
    named = records.order_by().annotate(
        kind=Value(kind, output_field=CharField()), who=F(who), at=F(at)
    )
    return named.values_list("kind", "number", "status", "who", "at")


def waiting_job(kind, number, status, who, at):
    """What the person reads of one of these lines."""
    kinds = {
        BROKEN: (_("%s is not fixed"), _("Look"), "vendors:request", RequestStatus),
        DECLINED: (_("%s needs another vendor"), _("Choose"), "vendors:order", Status),
        DRAFTS: (_("%s has drafts"), _("Decide"), "vendors:request", RequestStatus),
    }
    title, button, view, statuses = kinds[kind]
    return Job(
        title=title % number,
        detail=who or "",
        url=reverse(view, args=[number]),
        status=status,
        status_label=statuses(status).label,
        due_at=at,
        button=button,
    )


def late_job(order):
    return Job(
        title=order.title,
        detail=joined(order.number, order.vendor),
        url=order.get_absolute_url(),
        status=order.status,
        status_label=order.get_status_display(),
        due_at=order.scheduled_at,
        late=True,
    )
