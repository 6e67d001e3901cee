"""What people are told about their work orders, each a row of the transaction that gave the reason."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from config.core import notices
from config.core.models.shop import current_shop
from config.core.notices import Notice

FACTS = ("name", "number", "title", "due", "shop")

NOTICES = [
    Notice(
        slug="work-assigned",
        label=gettext_lazy("Work order given to somebody"),
        subject=gettext_lazy("{number}: {title}"),
        body=gettext_lazy(
            "Hello {name},\n\nthis work order is yours: {number}, {title}. Due: {due}\n\n{shop}"
        ),
        button=gettext_lazy("Open the work order"),
        placeholders=FACTS,
    ),
    Notice(
        slug="work-due",
        label=gettext_lazy("Work order due soon"),
        subject=gettext_lazy("Due soon: {number}, {title}"),
        body=gettext_lazy("Hello {name},\n\n{number}, {title}, is due soon: {due}\n\n{shop}"),
        button=gettext_lazy("Open the work order"),
        placeholders=FACTS,
    ),
    Notice(
        slug="work-late",
        label=gettext_lazy("Work order overdue"),
        subject=gettext_lazy("Overdue: {number}, {title}"),
        body=gettext_lazy("Hello {name},\n\n{number}, {title}, was due: {due}\n\n{shop}"),
        button=gettext_lazy("Open the work order"),
        placeholders=FACTS,
    ),
    Notice(
        slug="work-approval",
        label=gettext_lazy("Work to approve"),
        subject=gettext_lazy("Please approve {number}: {title}"),
        body=gettext_lazy(
            "Hello {name},\n\n{executor} has signed {number}, {title}. Please look at it, then approve it or send it "
            "back.\n\n{shop}"
        ),
        button=gettext_lazy("Look at it"),
        placeholders=(*FACTS, "executor"),
    ),
    Notice(
        slug="work-sent-back",
        label=gettext_lazy("Work sent back by its approver"),
        subject=gettext_lazy("Sent back: {number}, {title}"),
        body=gettext_lazy(
            "Hello {name},\n\n{approver} sent {number}, {title}, back:\n\n{comment}\n\n{shop}"
        ),
        button=gettext_lazy("Open the work order"),
        placeholders=(*FACTS, "approver", "comment"),
    ),
]


def assigned(order, *, by):
    """Whoever has the order now hears of it, unless they took it themselves."""
    if order.assignee and order.assignee != by:
        _tell(order, "work-assigned", order.assignee, by=by)


def due_soon(order, *, by):
    _tell(order, "work-due", order.assignee, by=by)


def overdue(order, *, by):
    _tell(order, "work-late", order.assignee, by=by)


def approval_wanted(round, link, *, by):
    """The approver is asked: on the order's page, or by a link of their own."""
    order = round.order
    path = (
        reverse("sign_off", args=[link.token])
        if link
        else reverse("workorders:decide", args=[order.number])
    )
    _send(
        order,
        "work-approval",
        to=round.approver_email,
        user=round.approver,
        language=getattr(round.approver, "language", "") or current_shop().language,
        path=path,
        by=by,
        facts={"name": round.approver_name, "executor": round.executor_name},
    )


def sent_back(round, *, by):
    _tell(
        round.order,
        "work-sent-back",
        round.executor,
        by=by,
        facts={"approver": round.approver_name, "comment": round.comment},
    )


def _tell(order, slug, user, *, by, facts=None):
    _send(
        order,
        slug,
        to=user.email,
        user=user,
        language=getattr(user, "language", "") or current_shop().language,
        path=order.get_absolute_url(),
        by=by,
        facts={"name": str(user)} | (facts or {}),
    )


def _send(order, slug, *, to, user, language, path, by, facts):
    due = order.due_at
    email = notices.send(
        slug,
        to=to,
        user=user,
        language=language,
        facts={
            "number": order.number,
            "title": order.title,
            "due": date_format(timezone.localtime(due), "DATETIME_FORMAT") if due else "–",
            "shop": current_shop().name,
        }
        | facts,
        link=settings.SITE_URL + path,
        topic=order.topic,
    )
    if email:
        order.log("email", by=by, email=email)
