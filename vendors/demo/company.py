"""Four months of the warranty desk, told as stories of requests that the desk's own services write down."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from django.utils import timezone

from config.core import workflow
from config.core.actors import CLIENT
from config.core.dates import months_after
from config.core.models import Email
from config.core.models.shop import ShopOfThisRequest
from config.core.time_travel import gone, play
from vendors import services
from vendors.demo import drawings, words
from vendors.models import Drafting, Property, ServiceRequest, Trade, Vendor, VendorWorkOrder
from vendors.services import partners
from vendors.states import Decision

OLD = -14  # days; what the desk did earlier it did not do on a Sunday
SUNDAY = 6
REPLIES = "replies+{}@harbourstreet.example"
QUOTED = (
    "\n\nOn Monday Harbour Street Repairs wrote:\n> Hello,\n> please take care of this for us.\n"
)
RETURNED = """From: Mail Delivery System <MAILER-DAEMON@mx.harbourstreet.example>
To: desk@harbourstreet.example
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <returned-{email.pk}@mx.harbourstreet.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.harbourstreet.example

Final-Recipient: rfc822; {email.to}
Action: failed
Status: 5.1.2
Diagnostic-Code: smtp; {why}

--b
Content-Type: message/rfc822

To: {email.to}
Subject: {email.subject}
Message-ID: {email.message_id}

--b--
"""


def build(company):
    """The properties, vendors, requests, orders and mails, as they came about until now."""
    with ShopOfThisRequest(), timezone.override(company.hours.zone):
        desk = Desk(company)
        play(desk.stories(), until=company.now)


@dataclass
class Told:
    """A request and its orders, as far as their story is told."""

    request: ServiceRequest
    orders: list[VendorWorkOrder] = field(default_factory=list)


class Desk:
    """The warranty desk of the demo while its history is being played."""

    def __init__(self, company):
        self.company, self.by = company, company.dispatcher
        self.homes, self.firms, self.told = {}, {}, {}
        self.mails = 0

    def stories(self):
        return [
            self.opening(),
            *map(self.request, words.STORIES),
            *map(self.stray, words.STRAYS),
            self.clock(),
        ]

    def at(self, day, hour):
        """The moment of that day; of today, so many opening hours from now."""
        if not day:
            return self.company.hours.at(hour)
        day_ = timedelta(days=day)
        moment = self.company.hours.today(0) + day_
        if day < OLD and moment.weekday() == SUNDAY:
            moment -= timedelta(days=1)
        return moment.replace(hour=int(hour), minute=int(hour % 1 * 60))

    # Who there is

    def opening(self):
        yield self.at(-125, 9)
        for nth, home in enumerate(words.HOMES):
            self.homes[home.address.partition("\n")[0]] = Property.objects.create(
                address=home.address,
                community=home.community,
                lot=home.lot,
                homeowner=home.homeowner,
                email=home.email,
                phone=f"+4411749607{nth:02d}",
                language=home.language,
                closed_on=home.closed and self.months_ago(home.closed),
                warranty_months=home.months,
                notes=home.notes,
            )
        for nth, firm in enumerate(words.FIRMS):
            vendor = Vendor(
                company=firm.company,
                contact_name=firm.contact,
                email=firm.email,
                phone=f"+4411749608{nth:02d}",
                area=firm.area,
                language=firm.language,
                insured_until=firm.insured and self.company.hours.today(0).date()
                + timedelta(days=firm.insured),
                notes=firm.notes,
            )  # fmt: skip
            trades = Trade.objects.filter(slug__in=firm.trades.split())
            self.firms[firm.company] = partners.keep_vendor(vendor, trades=trades)
        yield self.at(-45, 11)
        partners.switch_vendor(self.firms[words.BUILDERS], active=False)

    def months_ago(self, months):
        return months_after(self.company.hours.today(0).date(), -months)

    def clock(self):
        """Each morning of the last weeks the ladder of follow-ups is climbed."""
        for day in range(-50, 1):
            yield self.company.hours.today(9, 5) + timedelta(days=day)
            services.follow_up_vendors()

    # Requests

    def request(self, story):
        """The life of one request, from the homeowner's words to where its story stops."""
        yield self.at(story.day, story.hour)
        told = self.told[story.home] = Told(self.submit(story))
        if story.drafted:
            yield timezone.now() + timedelta(seconds=40)
            self.draft(told)
        else:
            self.wait_for_drafts(told)
        for day, hour, act, *details in story.acts:
            yield self.at(day, hour)
            getattr(self, f"do_{act}")(told, *details)

    def submit(self, story):
        home = self.homes[story.home]
        return services.submit(
            by=self.by if story.by_phone else CLIENT,
            home=home,
            name=home.homeowner,
            email=home.email,
            phone=home.phone,
            language=home.language,
            submitted_at=timezone.now(),
            reports=[
                services.Report(
                    problem.text,
                    room=problem.room,
                    urgency=problem.urgency,
                    photos=[drawings.photo(name) for name in problem.photos],
                )
                for problem in story.problems
            ],
        )

    def draft(self, told):
        services.write_drafts(told.request)
        gone(Drafting.objects.filter(request=told.request))

    def wait_for_drafts(self, told):
        """The engine was not up to it, and tries again tomorrow."""
        Drafting.objects.filter(request=told.request).update(
            attempts=4,
            due_at=self.company.hours.today(9) + timedelta(days=1),
            error="OperationalError: database is locked",
        )

    # What is decided

    def do_order(self, told, nth, job):
        """The draft becomes an order: as it is where that is what the desk wants, else with other details."""
        drafts = self.drafts(told, nth)
        draft = drafts[0]
        wanted = self.wanted(job)
        if draft.trade == wanted["trade"] and not job.title:
            del wanted["title"]
        issues = [each.issue for each in drafts]
        told.orders.append(services.edit_draft(draft, by=self.by, issues=issues, **wanted))

    def do_reject(self, told, nth, reason):
        for draft in self.drafts(told, nth):
            services.reject_draft(draft, by=self.by, reason=reason)

    def do_by_hand(self, told, nth, job):
        issues = self.issues(told, nth)
        told.orders.append(
            services.open_order(
                by=self.by,
                request=told.request,
                issues=issues,
                description="\n".join(issue.description for issue in issues),
                **self.wanted(job),
            )
        )

    def wanted(self, job):
        return {
            "created_at": timezone.now(),
            "trade": Trade.objects.get(slug=job.trade),
            "vendor": self.firms[job.vendor],
            "title": job.title or str(Trade.objects.get(slug=job.trade)),
            "scope": job.scope,
            "internal_notes": job.notes,
            "amount": Decimal(job.amount) if job.amount else None,
        }

    def issues(self, told, nth):
        """What became of the nth problem: one issue, or its parts."""
        return list(told.request.issues.to_do().filter(place=nth + 1))

    def drafts(self, told, nth):
        issues = self.issues(told, nth)
        return [issue.proposals.get(decision=Decision.PENDING) for issue in issues]

    def do_not_covered(self, told, nth, reason):
        for issue in self.issues(told, nth):
            services.mark_not_covered(issue, by=self.company.manager, reason=reason)

    def do_note(self, told, note):
        services.add_request_note(told.request, by=self.by, note=note)

    def do_close(self, told, note):
        request = ServiceRequest.objects.get(pk=told.request.pk)
        workflow.take_step(request, "close", by=self.company.manager, note=note)

    def do_fixed(self, told, fixed, text):
        services.answer_fixed(told.request, fixed=fixed, text=text)

    # What is done with an order

    def fresh(self, told, nth):
        return VendorWorkOrder.objects.get(pk=told.orders[nth].pk)

    def step(self, told, nth, step, note=""):
        order = self.fresh(told, nth)
        gone(Email.objects.filter(topic=order.topic))
        workflow.take_step(order, step, by=self.by, note=note)

    def do_send(self, told, nth):
        self.step(told, nth, "send")

    def do_complete(self, told, nth):
        self.step(told, nth, "complete")

    def do_cancel(self, told, nth, note):
        self.step(told, nth, "cancel", note)

    def do_recall(self, told, nth, note):
        self.step(told, nth, "recall", note)

    def do_reopen(self, told, nth, note):
        self.step(told, nth, "reopen", note)

    def do_agree(self, told, nth, day, hour):
        services.schedule(told.orders[nth], by=self.by, at=self.on(day, hour))

    # What the vendor says

    def do_open(self, told, nth):
        order = self.fresh(told, nth)
        order.link.note_opening()
        services.opened(order)

    def do_accept(self, told, nth, note):
        services.accept(told.orders[nth], note=note)

    def do_decline(self, told, nth, note):
        services.decline(told.orders[nth], note=note)

    def do_offer(self, told, nth, day, hour, note):
        services.offer_date(told.orders[nth], at=self.on(day, hour), note=note)

    def do_done(self, told, nth, note, photos):
        pictures = [drawings.photo(name) for name in photos]
        services.report_done(told.orders[nth], note=note, photos=pictures)

    def do_mail(self, told, nth, text):
        self.answer(told, nth, text + QUOTED)

    def do_away(self, told, nth, text):
        self.answer(told, nth, text, subject="Out of office", **{"Auto-Submitted": "auto-replied"})

    def do_bounce(self, told, nth, why):
        order = told.orders[nth]
        gone(Email.objects.filter(topic=order.topic))
        email = Email.objects.filter(topic=order.topic).latest("pk")
        date = format_datetime(timezone.now())
        services.file_mail(RETURNED.format(email=email, why=why, date=date).encode())

    def on(self, day, hour):
        """A date on the calendar, to the shop's clock."""
        return self.company.hours.today(hour) + timedelta(days=day)

    # Mail

    def answer(self, told, nth, text, *, subject="", **headers):
        """The vendor answers the e-mail they got."""
        order = told.orders[nth]
        return self.mail(
            formataddr((order.vendor.contact_name, order.vendor.email)),
            subject or f"Re: {order.number}: {order.title}",
            text,
            to=REPLIES.format(order.reply_address.token),
            **headers,
        )

    def mail(self, sender, subject, text, *, to, **headers):
        self.mails += 1
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Date"] = format_datetime(timezone.now())
        message["Message-ID"] = f"<{self.mails}@mail.example>"
        for name, value in headers.items():
            message[name] = value
        message.set_content(text)
        return services.file_mail(bytes(message))

    def stray(self, plan):
        """A mail that names no order, and what is done with it two hours later."""
        yield self.at(plan.day, plan.hour)
        mail = self.mail(plan.sender, plan.subject, plan.text, to="replies@harbourstreet.example")
        if not plan.then:
            return
        yield timezone.now() + timedelta(hours=2)
        what, *home = plan.then
        if what == "assign":
            services.assign_message(mail, by=self.by, order=self.told[home[0]].orders[0])
        else:
            services.handle_message(mail, by=self.by)
