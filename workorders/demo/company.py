"""Six months of maintenance, told as stories that the desk's own services write down."""

from contextlib import contextmanager
from datetime import UTC, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count, cycle
from math import sin

from django.db.models import F
from django.db.models.signals import pre_save
from django.utils import timezone

from config.core import workflow
from config.core.actors import CLIENT
from config.core.models import Outgoing
from config.core.models.shop import ShopOfThisRequest, current_shop
from config.core.time_travel import play
from vendors.models import Vendor
from warehouse import services as warehouse
from warehouse.models import Location, Merchant, Product, Unit
from workorders.demo import drawings, words
from workorders.models import (
    Asset,
    Batch,
    Case,
    PartLine,
    SavedView,
    ServiceJob,
    ServiceTask,
    Site,
    Strategy,
    Team,
    TemplateTask,
    WorkOrder,
    WorkTemplate,
    WorkTime,
)
from workorders.services import approvals, assets, cases, jobs, machines, meters, rules
from workorders.services import bulk as batches
from workorders.services import orders as work
from workorders.services import parts as stores
from workorders.services import strategies as upkeep
from workorders.services import tasks as checklist
from workorders.services import templates as papers
from workorders.services.reminders import tell_due
from workorders.states import AnswerKind, AssetStatus, Status

OPENED = -192  # days before now: some six months
SUNDAY = 6
RUNS = [*range(OPENED + 2, -21, 21), -7, -1]  # days on which strategies ran
READ = [*range(OPENED + 33, -20, 33), -1]  # days on which meters were read
LATE = {5: 3, 9: 1}  # of twelve orders: which were days late
SKIPPED = 10
DATED = {Asset: "added_at", Case: "opened_at", ServiceJob: "added_at", WorkOrder: "created_at"}


def build(company):
    """The sites, assets, strategies, orders and cases, as they came about until now."""
    with ShopOfThisRequest(), timezone.override(company.hours.zone), dated_as_told():
        desk = Desk(company)
        play(desk.stories(), until=company.now)


@contextmanager
def dated_as_told():
    """New records are of the moment that is told: the default of their column was taken from the true clock."""
    pre_save.connect(_date, dispatch_uid="demo")
    try:
        yield
    finally:
        pre_save.disconnect(dispatch_uid="demo")


def _date(sender, instance, **_kwargs):
    name = DATED.get(sender)
    if sender is WorkTime and instance.ended_at is None:
        name = "started_at"
    if name and instance._state.adding:
        setattr(instance, name, timezone.now())


class Desk:
    """The maintenance desk of the demo while its history is being played."""

    def __init__(self, company):
        self.company, self.by = company, company.dispatcher
        self.sites, self.assets, self.meters, self.teams = {}, {}, {}, {}
        self.products, self.templates, self.cases, self.jobs = {}, {}, {}, {}
        self.agenda, self.turn = [], count()
        self.skips, self.closings = cycle(words.SKIPS), cycle(words.CLOSING)
        self.crew = cycle(company.technicians)
        self.made = count()

    def stories(self):
        return [
            self.opening(),
            *map(self.reading, READ),
            *map(self.visit, words.VISITS),
            *map(self.report, words.REPORTS),
            *map(self.job, words.JOBS),
            self.upkeep(),
            self.machine(),
            self.typing_error(),
            self.batch(),
        ]

    def at(self, day, hour):
        """The moment of that day; of today, so many opening hours from now."""
        if not day:
            return self.company.hours.at(hour).astimezone(UTC)
        moment = self.company.hours.today(0) + timedelta(days=day)
        if moment.weekday() == SUNDAY:
            moment -= timedelta(days=1)
        return moment.replace(hour=int(hour), minute=int(hour % 1 * 60)).astimezone(UTC)

    def lately(self, minutes):
        return self.company.now - timedelta(minutes=minutes)

    def on(self, day, hour=17):
        """A time on the calendar, to the shop's clock."""
        return self.company.hours.today(hour) + timedelta(days=day)

    def day(self, day):
        return self.on(day).date()

    def who(self, login):
        return self.company.people[login]

    # What there is

    def opening(self):
        yield self.at(OPENED, 8)
        shop = current_shop()
        shop.hourly_rate = Decimal(46)
        shop.save(update_fields=["hourly_rate"])
        for name, address, customer, pin, login in words.SITES:
            self.sites[name] = Site.objects.create(
                name=name,
                address=address,
                customer=customer,
                pin=pin,
                assignee=self.who(login),
            )
        for name, logins in words.TEAMS:
            self.teams[name] = Team.objects.create(name=name)
            self.teams[name].members.set(self.who(login) for login in logins)
        self.furnish()
        self.stock()
        self.write_templates()
        self.set_up_strategies()
        for login, name, query in words.VIEWS:
            SavedView.objects.create(user=self.who(login), name=name, query=query)

    def furnish(self):
        for tag, name, kind, serial, site, location, parent in words.ASSETS:
            self.assets[tag] = assets.keep_asset(
                Asset(
                    name=name,
                    tag=tag,
                    kind=kind,
                    serial=serial,
                    site=self.sites[site],
                    location=location,
                    parent=self.assets.get(parent),
                    notes=words.NOTES.get(tag, ""),
                    status=AssetStatus.RETIRED if tag == words.RETIRED else AssetStatus.RUNNING,
                )
            )
        for tag, kind, name, unit, first, _rate in words.METERS:
            self.meters[tag, kind] = assets.add_meter(
                self.assets[tag],
                by=self.by,
                kind=kind,
                name=name,
                unit=unit,
                value=Decimal(first),
            )
        for tag, name in (("HSR-010", "gauge"), ("QBK-05", "condenser"), ("AVN-100", "belt")):
            assets.add_photos(self.assets[tag], by=self.by, photos=[drawings.photo(name)])

    def stock(self):
        """Spare parts lie on the shop's shelves beside everything else."""
        merchant = Merchant.objects.order_by("pk").first()
        here = warehouse.workplace_of(self.company.manager)
        shelf = Location.objects.filter(warehouse=here, code="B-02-1").first()
        for sku, name, cost, price, unit, amount, reorder in words.PARTS:
            product = self.products[sku] = Product.objects.create(
                merchant=merchant,
                sku=sku,
                name=name,
                unit=Unit.objects.get(code=unit),
                cost=Decimal(cost),
                price=Decimal(price),
                reorder_level=reorder,
                created_at=timezone.now(),
            )
            warehouse.adjust(
                location=shelf,
                product=product,
                quantity=Decimal(amount),
                by=self.company.manager,
                note="Opening stock",
            )

    def write_templates(self):
        kinds = {
            name: ServiceTask.objects.create(name=name, category=category, minutes=minutes)
            for name, category, minutes in words.SERVICE_TASKS
        }
        for name, versions, note in words.TEMPLATES:
            template = self.templates[name] = WorkTemplate(name=name)
            for number, asks in enumerate(versions):
                papers.keep_template(
                    template,
                    by=self.by,
                    note=note if number else "",
                    tasks=[question(ask, kinds) for ask in asks],
                )

    def set_up_strategies(self):
        for name, tags, template, who, minutes, rule in words.STRATEGIES:
            rule = rule | {
                "starts_on": self.day(rule["starts_on"]) if "starts_on" in rule else None,
                "dates": [self.day(day).isoformat() for day in rule.get("dates", [])],
                "excluded": self.holidays(rule.get("excluded", [])),
            }
            strategy = Strategy(
                name=name,
                title=words.TITLES[name],
                template=self.templates.get(template),
                planned_minutes=minutes,
                lead_days=21,
                **self.given_to(who),
                **rule,
            )
            rules.keep_strategy(strategy, by=self.by, assets=[self.assets[tag] for tag in tags])

    def holidays(self, days):
        year = self.company.now.year
        return [f"{each}-{day}" for each in (year, year + 1) for day in days]

    def given_to(self, who):
        return {"team": self.teams[who]} if who in self.teams else {"assignee": self.who(who)}

    # What clocks and machines do

    def upkeep(self):
        """Strategies ran, and what they called for was done, late or skipped."""
        for day in RUNS:
            self.later(self.at(day, 6), self.run)
        while self.agenda:
            moment, _turn, act = heappop(self.agenda)
            yield moment
            act()

    def later(self, moment, act):
        heappush(self.agenda, (moment, next(self.turn), act))

    def run(self):
        for order in upkeep.run_strategies():
            self.plan(order)
        if timezone.now() > self.at(-14, 0):
            tell_due()

    def plan(self, order):
        """Of twelve orders nine are done some days before they are due, two after, and one is skipped."""
        nth = next(self.made) % 12
        days = LATE.get(nth, -1 - nth % 3)
        moment = max(order.due_at + timedelta(days=days, hours=1 + nth % 5), timezone.now())
        if moment.weekday() == SUNDAY:
            moment += timedelta(days=1)
        if nth == SKIPPED:
            self.later(moment, lambda: self.step(order, "skip", self.by, next(self.skips)))
            return
        who = order.assignee or next(self.crew)
        self.later(moment, lambda: self.attend(order, who))

    def attend(self, order, who):
        minutes = order.planned_minutes + 7 * (order.pk % 5) - 12
        template = order.template.template.name if order.template else ""
        for sku, amount in words.USED.get(template, ()):
            self.part(order, sku, amount, "planned")
        self.do_work(order, who.username, minutes)
        self.later(
            timezone.now() + timedelta(minutes=minutes),
            lambda: self.do_finish(order, who.username),
        )
        if order.pk % 5 == 0:
            self.later(timezone.now() + timedelta(days=6), lambda: self.do_close(order))

    def reading(self, day):
        """Somebody walked around and wrote down what the meters say."""
        yield self.at(day, 8)
        for tag, kind, _name, _unit, first, rate in words.METERS:
            passed = day - OPENED
            drift = 1 + sin(passed / 40) / 12  # busier weeks, and calmer ones
            value = int(first + rate * passed * drift)
            meters.read_meter(self.meters[tag, kind], Decimal(value), by=self.company.luis)

    def typing_error(self):
        """Somebody typed a wrong digit an hour after the round, and put it right."""
        yield self.at(READ[-2], 9)
        meter = self.meters["VAN-2", "odometer"]
        meter.refresh_from_db()
        meters.read_meter(meter, meter.value + 9_000_000, by=self.company.sam)
        yield self.at(READ[-2], 9.2)
        reason = "The first digit was wrong"
        meters.read_meter(meter, meter.value + 4000, by=self.company.sam, reason=reason)

    def machine(self):
        """The cold room sends its temperature, the compressor how it shakes; both were out of their limits once."""
        yield self.at(-11, 6)
        cold, shaking = self.assets["QBK-04"], self.assets["HSR-010"]
        start = timezone.now()
        temperatures = [-18.4 + 0.6 * sin(hour) for hour in range(96)]
        temperatures[70:74] = [-15.2, -12.6, -11.9, -13.1]
        yield start + timedelta(hours=74)
        self.send(cold, "temperature", temperatures[:74], start, hours=1)
        yield start + timedelta(hours=96)
        self.send(cold, "temperature", temperatures[74:], start + timedelta(hours=74), hours=1)
        shakes = [2.1 + 0.2 * sin(2 * nth) for nth in range(40)] + [5.8]
        yield self.at(-1, 16)
        first = timezone.now() - timedelta(hours=4 * (len(shakes) - 1))
        self.send(shaking, "vibration", shakes, first, hours=4)

    def send(self, asset, signal, values, start, *, hours):
        machines.take_in(
            [
                machines.Sent(asset, signal, round(value, 2), start + timedelta(hours=hours * nth))
                for nth, value in enumerate(values)
            ]
        )
        for order in machines.judge_events():
            if order.template:
                self.later(
                    timezone.now() + timedelta(hours=2), lambda order=order: self.cool(order)
                )

    def cool(self, order):
        self.do_work(order, "sam", 50)
        self.do_finish(order, "sam")

    def batch(self):
        """Next month's checks of all forklifts and docks, written in one go."""
        yield self.at(-4, 15)
        tags = ["FLT-1", "FLT-2", "AVN-120", "AVN-121", "AVN-101", "AVN-110"]
        wishes = [
            batches.Wish(
                self.assets[tag].pk,
                f"Winter check: {self.assets[tag].name}",
                self.on(9 + nth, 9),
                "medium",
            )
            for nth, tag in enumerate(tags)
        ]
        batch = batches.want(
            wishes,
            by=self.by,
            kind="inspection",
            template=self.templates[words.TRUCK].current,
            team=self.teams["Field crew"],
            planned_minutes=30,
        )
        batches.make_batch(batch)
        Batch.objects.filter(pk=batch.pk).update(
            state=Outgoing.State.SENT,
            attempts=1,
            due_at=F("queued_at"),
            done_at=F("queued_at") + timedelta(seconds=4),
        )

    # Visits and orders that people wrote

    def visit(self, told):
        title, site, day, hour, _days, crew, notes = told
        yield self.at(min(day - 20, -4), 9)
        self.jobs[title] = jobs.keep_job(
            ServiceJob(
                title=title,
                site=self.sites[site],
                customer=self.sites[site].customer,
                starts_at=self.on(day, hour),
                ends_at=self.on(day, hour + 4),
                notes=notes,
            ),
            crew=[self.who(login) for login in crew],
        )

    def job(self, story):
        """The life of one order, from the desk's words to where its story stops."""
        yield self.at(story.day, story.hour)
        order = self.write(story)
        for day, hour, act, *details in story.acts:
            moment = self.lately(38) if act == "begin" else self.at(day, hour)
            yield max(moment, timezone.now())
            getattr(self, f"do_{act}")(order, *details)

    def write(self, story):
        facts = {
            "title": story.title,
            "template": self.templates[story.template].current if story.template else None,
            "tags": story.tags,
            "job": self.jobs.get(story.job),
            **self.facts(**story.fields),
        }
        if story.case:
            case = self.cases[story.case]
            return cases.order_from_case(case, by=self.by, **facts)
        return work.open_order(
            by=self.by, assets=[self.assets[tag] for tag in story.assets], **facts
        )

    def facts(
        self, *, assignee=None, team=None, approver=None, outside=None, planned=None, due=None,
        site=None, vendor=None, po="", invoice="", minutes=None, discount=None, **plain,
    ):  # fmt: skip
        """What a story says of its order, as columns."""
        facts = plain | {"po_number": po, "invoice_number": invoice, "planned_minutes": minutes}
        facts["assignee"] = assignee and self.who(assignee)
        facts["team"] = team and self.teams[team]
        facts["approver"] = approver and self.who(approver)
        facts["site"] = site and self.sites[site]
        facts["due_at"] = due and self.on(due)
        facts["discount"] = discount and Decimal(discount)
        if outside:
            facts["approver_name"], facts["approver_email"] = outside
        if planned:
            day, hour, minutes = planned
            start = self.on(day, hour)
            facts["planned_start"], facts["planned_minutes"] = start, minutes
            facts["planned_end"] = start + timedelta(minutes=minutes)
        if vendor:
            facts["vendor"] = Vendor.objects.filter(active=True).order_by("pk").first()
        return facts

    # What is done with an order

    def step(self, order, step, by, note="", **details):
        workflow.take_step(order, step, by=by, note=note, **details)

    def do_step(self, order, step, login, note):
        self.step(order, step, self.who(login), note)

    def do_skip(self, order, login, note):
        self.step(order, "skip", self.who(login), note)

    def do_close(self, order):
        order = WorkOrder.objects.get(pk=order.pk)
        if order.status == Status.COMPLETED:
            self.step(order, "close", self.company.manager)

    def do_begin(self, order, login, answered):
        """The first tasks are answered, and the clock runs on the next."""
        by, tasks = self.who(login), list(order.tasks.all())
        for task in tasks[:answered]:
            self.answer(task, by)
        checklist.start_timer(order, by=by, task=tasks[answered] if answered < len(tasks) else None)

    def do_work(self, order, login, minutes):
        """All its tasks are answered, and the time is written down."""
        by, now = self.who(login), timezone.now()
        order = WorkOrder.objects.get(pk=order.pk)
        self.step(order, "start", by)
        tasks = list(order.tasks.select_related("asset"))
        for task in tasks:
            self.answer(task, by)
        checklist.add_time(
            order,
            by=by,
            who=by,
            started_at=now - timedelta(minutes=max(minutes, 15)),
            ended_at=now,
            task=tasks[0] if tasks else None,
        )

    def answer(self, task, by):
        """What is usually answered; now and then a little else."""
        ask = words.ANSWERS.get(task.title)
        if task.answer_kind == AnswerKind.PHOTO:
            checklist.add_photos(task, [drawings.photo(ask.answer)], by=by)
        elif task.answer_kind == AnswerKind.NUMBER:
            value = Decimal(ask.answer) + Decimal(task.pk % 7 - 3) / 10
            checklist.answer(task, by=by, number=value)
        else:
            checklist.answer(task, by=by, text=ask.answer if ask else "")

    def do_finish(self, order, login):
        WorkOrder.objects.filter(pk=order.pk).update(closing_notes=next(self.closings))
        self.step(order, "finish", self.who(login))

    def do_part(self, order, sku, amount, state):
        self.part(order, sku, amount, state)

    def part(self, order, sku, amount, state):
        """The part as far as that state; ``returned`` was held first, and is not needed after all."""
        by = self.company.manager
        line = stores.add_part(order, self.products[sku], Decimal(amount), by=by)
        if state == "reserved":
            stores.reserve_parts(order, by=by)
        if state in ("picked", "returned"):
            stores.pick_part(line, by=by)
        if state == "returned":
            stores.give_part_back(PartLine.objects.get(pk=line.pk), by=by)

    def do_sign(self, order, login):
        by = self.who(login)
        approvals.sign(order, by=by, name=str(by), drawing=drawings.signature())

    def do_decide(self, order, login, comment):
        """Approved, or sent back where there is something to say; without a login by the approver from outside."""
        round = order.rounds.latest("number")
        by = self.who(login) if login else None
        approvals.decide(
            round,
            by=by,
            approved=not comment,
            name=round.approver_name,
            comment=comment,
            drawing=None if comment else drawings.signature(),
            address=None if by else "203.0.113.24",
        )

    # Cases

    def report(self, story):
        """The life of one case, from the reporter's words to where its story stops."""
        yield self.at(story.day, story.hour)
        person = self.company.people.get(story.who)
        outside = {} if person else {"reporter_name": story.who}
        case = self.cases[story.title] = cases.report(
            by=person or CLIENT,
            asset=self.assets[story.tag],
            title=story.title,
            description=story.text,
            photos=[drawings.photo(name) for name in story.photos],
            priority=story.priority,
            **outside,
        )
        if story.tag == words.DOWN:
            Asset.objects.filter(pk=case.asset_id).update(status=AssetStatus.DOWN)
        for day, hour, act, *details in story.acts:
            yield max(self.at(day, hour), timezone.now())
            if act == "order":
                yield from self.mend(case, *details)
            else:
                getattr(self, f"case_{act}")(case, *details)

    def mend(self, case, login, days, sku):
        """An order comes of the case, takes a part, and is done after so many days."""
        order = cases.order_from_case(
            case, by=self.by, kind="repair", assignee=self.who(login),
            due_at=timezone.now() + timedelta(days=2), planned_minutes=60,
        )  # fmt: skip
        day = (timezone.now() - self.company.hours.today(0)).days + days
        yield max(self.at(day, 10), timezone.now() + timedelta(hours=1))
        self.part(order, sku, "1", "picked")
        self.do_work(order, login, 45 + 10 * days)
        self.do_finish(order, login)

    def case_answer(self, case, text):
        cases.comment(case, by=self.by, text=text, public=True)

    def case_say(self, case, text):
        cases.comment(case, by=self.company.luis, text=text)

    def case_start(self, case):
        workflow.take_step(case, "start", by=self.company.sam)

    def case_resolve(self, case):
        workflow.take_step(case, "resolve", by=self.by)

    def case_close(self, case):
        if Case.objects.get(pk=case.pk).status != "closed":
            workflow.take_step(case, "close", by=self.by)


def question(ask, kinds):
    """A task of a template as it is asked."""
    return TemplateTask(
        title=ask.title,
        instructions=ask.instructions,
        answer_kind=ask.kind,
        least=ask.least and Decimal(ask.least),
        most=ask.most and Decimal(ask.most),
        unit=ask.unit,
        choices=list(ask.choices),
        required=ask.required,
        planned_minutes=ask.minutes,
        service_task=kinds.get(ask.service),
    )
