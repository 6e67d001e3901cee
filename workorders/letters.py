"""What people are told about work orders and cases, each a row of the transaction that gave the reason."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from config.core import notices
from config.core.models import Email
from config.core.models.shop import current_shop
from config.core.notices import Notice

FACTS = ("name", "number", "title", "due", "shop")
# None of the words of whoever reported it, who may be anybody.
OF_A_CASE = ("number", "asset", "shop")
A_DAY = 3  # letters to one address that a stranger's form sets off

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
        slug="work-batch",
        label=gettext_lazy("Many work orders given to somebody at once"),
        subject=gettext_lazy("New work orders for you: {count}"),
        body=gettext_lazy(
            "Hello {name},\n\nnew work orders are yours: {count}, from {first} to {last}.\n\n{shop}"
        ),
        button=gettext_lazy("Open the work orders"),
        placeholders=("name", "count", "first", "last", "shop"),
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
    Notice(
        slug="case-given",
        label=gettext_lazy("Reported problem given to somebody"),
        subject=gettext_lazy("{number}: a problem with {asset}"),
        body=gettext_lazy(
            "Hello {name},\n\na problem with {asset} was reported, and it is yours: {number}.\n\n{shop}"
        ),
        button=gettext_lazy("Open the case"),
        placeholders=(*OF_A_CASE, "name"),
    ),
    Notice(
        slug="case-received",
        label=gettext_lazy("Reported problem received"),
        subject=gettext_lazy("We have your report {number}"),
        body=gettext_lazy(
            "Hello,\n\nthank you for telling us about {asset}. Your report has the number {number}. "
            "You can follow it at any time on the page below; it needs no login.\n\n{shop}"
        ),
        button=gettext_lazy("Follow your report"),
        placeholders=OF_A_CASE,
    ),
    Notice(
        slug="case-started",
        label=gettext_lazy("Reported problem being worked on"),
        subject=gettext_lazy("Somebody is working on your report {number}"),
        body=gettext_lazy(
            "Hello,\n\nsomebody is working on what you reported about {asset}.\n\n{shop}"
        ),
        button=gettext_lazy("Follow your report"),
        placeholders=OF_A_CASE,
    ),
    Notice(
        slug="case-resolved",
        label=gettext_lazy("Reported problem dealt with"),
        subject=gettext_lazy("Dealt with: your report {number}"),
        body=gettext_lazy(
            "Hello,\n\nas far as we know what you reported about {asset} is dealt with. If it is not, please tell us."
            "\n\n{shop}"
        ),
        button=gettext_lazy("See your report"),
        placeholders=OF_A_CASE,
    ),
]


# Of work orders


def assigned(order, *, by):
    """Whoever has the order now hears of it, or each of the team that has it, unless they took it themselves."""
    for person in _given_to(order, by):
        _tell(order, "work-assigned", person, by=by)


def many_assigned(orders, *, by):
    """Whoever has these orders, which were given to the same people, hears of all of them at once."""
    for person in _given_to(orders[0], by):
        notices.send(
            "work-batch",
            to=person.email,
            user=person,
            language=getattr(person, "language", "") or current_shop().language,
            facts={
                "name": str(person),
                "count": str(len(orders)),
                "first": orders[0].number,
                "last": orders[-1].number,
                "shop": current_shop().name,
            },
            link=f"{settings.SITE_URL}{reverse('workorders:orders')}?who=mine",
        )


def _given_to(order, by):
    """The assignee, or else the people of the team; whoever gave it knows."""
    people = [order.assignee] if order.assignee else order.team.members.all() if order.team else []
    return [person for person in people if person != by]


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


# Of cases


def case_given(case, *, by):
    """Whoever takes care of the case hears of it, unless they gave it to themselves."""
    user = case.assignee
    if user and user != by:
        _send_of_case(
            case,
            "case-given",
            to=user.email,
            user=user,
            path=case.get_absolute_url(),
            by=by,
            facts={"name": str(user)},
        )


def case_received(case, *, by):
    """To the address that was left, and no more than a few a day: it may be the address of somebody else."""
    if case.reporter or _received_today(case) < A_DAY:
        _tell_reporter(case, "case-received", by=by)


def _received_today(case):
    letters = Email.objects.filter(to=_address_of(case), kind="case-received")
    return letters.filter(queued_at__gt=timezone.now() - timedelta(days=1)).count()


def case_started(case, *, by):
    _tell_reporter(case, "case-started", by=by)


def case_resolved(case, *, by):
    _tell_reporter(case, "case-resolved", by=by)


def _tell_reporter(case, slug, *, by):
    """Whoever told us: at the address they left, else under their bell, unless it is their own doing."""
    link = case.links.live().last()
    if case.reporter_email and link:
        path = reverse("reported", args=[link.token])
        to = {"to": _address_of(case), "language": case.language}
    elif case.reporter and case.reporter != by:
        path = case.get_absolute_url()
        to = {"to": case.reporter.email, "user": case.reporter}
    else:
        return
    _send_of_case(case, slug, path=path, by=by, **to)


def _address_of(case):
    return case.reporter_email.lower()


def _send_of_case(case, slug, *, to, path, by, user=None, language="", facts=None):
    email = notices.send(
        slug,
        to=to,
        user=user,
        language=language or current_shop().language,
        facts={"number": case.number, "asset": str(case.asset), "shop": current_shop().name}
        | (facts or {}),
        link=settings.SITE_URL + path,
        topic=case.topic,
    )
    if email:
        case.log("email", by=by, email=email)
