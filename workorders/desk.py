"""What maintenance shows on the pages that all desks share."""

from datetime import timedelta

from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core import workflow
from config.core.dates import midnight
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
from config.core.people import places, reached_by
from workorders.models import ApprovalRound, Asset, Case, ServiceJob, WorkOrder, WorkOrderAsset
from workorders.states import FINISHED, LIVE, SCHEDULED, CaseStatus, Status, Verdict

MOST = 60


class MaintenanceDesk(Desk):
    def __init__(self):
        super().__init__(
            label=gettext_lazy("Maintenance"),
            icon="tool",
            place=40,
            links=[
                Link(
                    gettext_lazy("Work orders"),
                    "workorders:orders",
                    "workorders.view_workorder",
                    count="work-orders",
                ),
                Link(gettext_lazy("Calendar"), "workorders:calendar", "workorders.view_workorder"),
                Link(gettext_lazy("Timeline"), "workorders:timeline", "workorders.view_workorder"),
                Link(gettext_lazy("Service jobs"), "workorders:jobs", "workorders.view_servicejob"),
                Link(
                    gettext_lazy("Cases"), "workorders:cases", "workorders.view_case", count="cases"
                ),
                Link(gettext_lazy("Assets"), "workorders:assets", "workorders.view_asset"),
                Link(
                    gettext_lazy("Strategies"), "workorders:strategies", "workorders.view_strategy"
                ),
                Link(
                    gettext_lazy("Templates"),
                    "workorders:templates",
                    "workorders.view_worktemplate",
                ),
                Link(
                    gettext_lazy("Approvals"),
                    "workorders:approvals",
                    "workorders.sign_off",
                    count="work-approvals",
                ),
                Link(gettext_lazy("Insights"), "workorders:insights", "workorders.view_workorder"),
            ],
        )

    def counts(self, user):
        found = {}
        if user.has_perm("workorders.view_workorder"):
            found["work-orders"] = WorkOrder.objects.live().count()
        if user.has_perm("workorders.view_case"):
            found["cases"] = Case.objects.filter(status=CaseStatus.OPEN).count()
        if user.has_perm("workorders.sign_off"):
            found["work-approvals"] = to_sign(user).count()
        return found

    def jobs(self, user):
        if not user.has_perm("workorders.do_work"):
            return []
        orders = with_asset(WorkOrder.objects.for_user(user).live().of(user))
        return [job_of(order, user) for order in in_order(orders)[:MOST]]

    def tiles(self, user):
        if not user.has_perm("workorders.view_workorder"):
            return []
        today = midnight(timezone.localdate())
        is_late = Q(due_at__lt=timezone.now())
        figures = (
            WorkOrder.objects.for_user(user)
            .live()
            .aggregate(
                late=Count("pk", filter=is_late),
                oldest=Min("due_at", filter=is_late),
                today=Count(
                    "pk", filter=Q(due_at__gte=today, due_at__lt=today + timedelta(days=1))
                ),
                parts=Count("pk", filter=Q(status=Status.PENDING_PARTS)),
                approval=Count("pk", filter=Q(status=Status.PENDING_APPROVAL)),
            )
        )
        url = reverse("workorders:orders")
        since = figures["oldest"] and date_format(
            timezone.localtime(figures["oldest"]), "SHORT_DATE_FORMAT"
        )
        return [
            Tile(
                _("Late maintenance"),
                figures["late"],
                _("oldest since %s") % since if since else _("nothing is late"),
                f"{url}?due=late",
                alarming=figures["late"] > 0,
            ),
            Tile(
                _("Maintenance due today"),
                figures["today"],
                _("still open"),
                f"{url}?due=today",
            ),
            Tile(
                _("Wait for parts"),
                figures["parts"],
                _("work orders"),
                f"{url}?status=pending_parts",
            ),
            Tile(
                _("Wait for approval"),
                figures["approval"],
                _("signed by their executors"),
                f"{url}?status=pending_approval",
            ),
        ]

    def late(self, user):
        orders = with_asset(WorkOrder.objects.for_user(user).late()).order_by("due_at")[:6]
        return [job_of(order, user, with_step=False) for order in orders]

    def waiting(self, user):
        """Work to sign off, and cases that nobody has taken up."""
        found = []
        if user.has_perm("workorders.sign_off"):
            for round in to_sign(user).select_related("order").order_by("executed_at")[:6]:
                found.append(
                    Job(
                        title=_("Approve %s") % round.order.number,
                        detail=f"{round.order.title} · {round.executor_name}",
                        url=round.order.get_absolute_url(),
                        status=round.order.status,
                        status_label=round.order.get_status_display(),
                        due_at=round.order.due_at,
                        button=_("Look at it"),
                    )
                )
        if user.has_perm("workorders.handle_case"):
            cases = Case.objects.for_user(user).filter(status=CaseStatus.OPEN)
            for case in cases.select_related("asset").order_by("opened_at")[:6]:
                found.append(
                    Job(
                        title=case.title,
                        detail=f"{case.number} · {case.asset}",
                        url=case.get_absolute_url(),
                        status=case.status,
                        status_label=case.get_status_display(),
                        due_at=case.opened_at,
                        button=_("Look at it"),
                    )
                )
        return found

    def by_status(self, user):
        counted = dict(
            WorkOrder.objects.for_user(user)
            .live()
            .order_by()
            .values_list("status")
            .annotate(Count("pk"))
        )
        url = reverse("workorders:orders")
        return [
            (str(status), status.label, counted[status], f"{url}?status={status}")
            for status in LIVE
            if counted.get(status)
        ]

    def finished_each_week(self, user, since):
        orders = WorkOrder.objects.for_user(user).filter(status__in=FINISHED)
        return counted_by_week(orders, "completed_at", since)

    def search(self, user, words):
        orders = with_asset(WorkOrder.objects.for_user(user).matching(words))
        hits = [
            numbered_hit(
                _("Work orders"), order, " · ".join(filter(None, [order.title, order.asset_name]))
            )
            for order in orders.order_by("-number_year", "-number_seq")[:8]
        ]
        hits += [
            Hit(
                kind=_("Assets"),
                title=asset.name,
                detail=" · ".join(filter(None, [asset.tag, asset.serial, asset.location])),
                url=asset.get_absolute_url(),
            )
            for asset in Asset.objects.for_user(user).matching(words).order_by("name")[:8]
        ]
        cases = Case.objects.for_user(user).matching(words).select_related("asset")
        hits += [
            numbered_hit(_("Cases"), case, f"{case.title} · {case.asset}")
            for case in cases.order_by("-pk")[:8]
        ]
        hits += [
            Hit(
                kind=_("Service jobs"),
                title=job.number,
                detail=" · ".join(filter(None, [job.title, job.customer])),
                url=job.get_absolute_url(),
            )
            for job in ServiceJob.objects.for_user(user).matching(words).order_by("-pk")[:8]
        ]
        return hits

    def seen(self, email, phone, user):
        """Cases that they reported."""
        same = reached_by(email, phone, email_field="reporter_email", phone_field="")
        cases = Case.objects.for_user(user).filter(same)
        return [
            places(cases, _("Case"), "workorders:case", key="number", who="number", more="title")
        ]

    def matter(self, number, user):
        """Of a case: who reported it, and about which asset."""
        found = Case.objects.for_user(user).select_related("asset", "reporter")
        case = found.filter(number=number).first()
        if case is None:
            return None
        reporter = case.reporter
        return Matter(
            record=case,
            title=case.title,
            description=case.description,
            name=case.reporter_name or (str(reporter) if reporter else ""),
            email=case.reporter_email or (reporter.email if reporter else ""),
            language=case.language,
            device=case.asset.name,
            photos=list(case.photos.order_by("pk")),
        )

    def find(self, numbers, user):
        orders, cases = WorkOrder.objects.for_user(user), Case.objects.for_user(user)
        return found_by_number(
            orders, numbers, _("work order"), lambda each: each.title
        ) | found_by_number(cases, numbers, _("case"), lambda each: each.title)


def to_sign(user):
    """The rounds that wait for this user."""
    return ApprovalRound.objects.filter(
        approver=user,
        verdict=Verdict.WAITING,
        order__status=Status.PENDING_APPROVAL,
        order__removed_at=None,
    )


def in_order(orders):
    return orders.order_by(F("due_at").asc(nulls_last=True), "pk")


def with_asset(orders):
    """Each with the name of its first asset."""
    places = WorkOrderAsset.objects.filter(order=OuterRef("pk")).order_by("place", "pk")
    return orders.annotate(asset_name=Subquery(places.values("asset__name")[:1]))


def job_of(order, user, with_step=True):
    waits = [*SCHEDULED, Status.ON_HOLD, Status.PENDING_PARTS]
    return Job(
        title=order.title,
        detail=" · ".join(filter(None, [order.number, order.asset_name])),
        url=order.get_absolute_url(),
        status=order.status,
        status_label=order.get_status_display(),
        due_at=order.due_at,
        late=order.is_late,
        in_hand=order.status == Status.IN_PROGRESS,
        waits_for_others=order.status in (Status.PENDING_PARTS, Status.PENDING_APPROVAL),
        step=start_of(order) if with_step and order.status in waits else None,
    )


def start_of(order):
    """The step that begins the work: nothing stands in its way, so that no order has to be asked."""
    way = workflow.transitions(WorkOrder)["start"][0]
    return workflow.Offer(
        name="start",
        label=way.custom["label"],
        target=way.target,
        target_label=Status(way.target).label,
        hint="",
        note_needed=False,
        primary=True,
        url=order.step_url("start"),
    )
