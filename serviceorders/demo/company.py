"""Four months of the repair desk, told as stories of orders and bookings that the desk's own services write down."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from config.core import hand_overs, workflow
from config.core.actors import CLIENT
from config.core.models import Email
from config.core.models.shop import ShopOfThisRequest
from config.core.money import rounded
from config.core.time_travel import gone, play
from serviceorders import services
from serviceorders.demo import drawings, words
from serviceorders.imei import has_valid_check_digit
from serviceorders.models import PartUsed, ServiceOrder, ServiceType
from serviceorders.states import AnswerKind, PaidBy, Status
from vendors import services as vendors
from vendors.demo.words import ENTRY_PHONE, RESCUERS
from vendors.models import ServiceRequest, Trade, Vendor

USUAL = {  # step: the fewest and the most opening hours it comes after the one before
    "queue_diagnosis": (0.1, 0.8),
    "start_diagnosis": (1, 9),
    "request_approval": (0.4, 3),
    "approve": (0.3, 9),
    "start_repair": (0.5, 10),
    "start_testing": (0.7, 4),
    "mark_ready": (0.3, 1.5),
    "complete": (1, 24),
}
QUICK = ["start_repair", "mark_ready", "complete"]
AT_THE_COUNTER = ["start_diagnosis", "mark_ready", "complete"]
BENCH = ["start_diagnosis", "request_approval", "start_repair", "start_testing", "mark_ready"]
AFTER = "new screen"  # the drawing of what can only be photographed after the repair
PAUSES = USUAL | {"reject": (1, 20), "cancel": (0.5, 10)}
UNTIL = {  # the steps that lead to a status
    Status.PENDING: [],
    Status.AWAITING_DIAGNOSIS: list(USUAL)[:1],
    Status.DIAGNOSING: list(USUAL)[:2],
    Status.AWAITING_APPROVAL: list(USUAL)[:3],
    Status.APPROVED: list(USUAL)[:4],
    Status.REPAIRING: list(USUAL)[:5],
    Status.TESTING: list(USUAL)[:6],
    Status.READY: list(USUAL)[:7],
    Status.COMPLETED: list(USUAL),
    Status.REJECTED: [*list(USUAL)[:3], "reject"],
    Status.CANCELLED: ["queue_diagnosis", "cancel"],
}
NOTES = {
    "queue_diagnosis": words.QUEUED,
    "start_diagnosis": words.STARTED,
    "request_approval": words.ASKED,
    "start_repair": words.REPAIRED,
    "start_testing": words.TESTED,
    "mark_ready": words.READY,
    "reject": words.TOO_DEAR,
    "cancel": words.CALLED_OFF,
}


@dataclass
class Story:
    """What is to happen to one device; ``since`` counts the opening hours after its latest step."""

    client: str
    job: words.Job
    steps: list[str]
    since: float
    login: str = ""  # of the technician it is given to at the counter
    due: datetime | None = None
    device: str = ""  # the same word, the same device
    returns: str = ""  # the device whose order comes back under warranty
    question: str = ""
    booked: float = 0  # opening hours that it was booked ahead
    deposit: bool = False
    agreed: Decimal | None = None  # a final cost that is not the sum
    all_photos: bool = False


@dataclass
class Appointment:
    """A booking without an order: it starts so many opening hours from now and was made some before."""

    client: str
    service: str
    starts: float
    ahead: float
    steps: list[tuple[str, float]]  # and the opening hours from its start when that was taken
    by_client: bool


def build(company):
    """The desk's clients, orders, bookings, photos and letters, as they came about until now."""
    with ShopOfThisRequest():
        desk = Desk(company)
        play(desk.stories(), until=company.now)
        if ServiceRequest.objects.exists():  # repairs alone have nobody to hand over to
            desk.take_over()
            desk.send_on()


class Desk:
    """The repair desk of the demo while its history is being played."""

    def __init__(self, company):
        self.company, self.dice = company, company.dice
        self.services = {
            name: ServiceType.objects.create(name=name, minutes=minutes)
            for name, minutes in words.SERVICES
        }
        self.clients = {}
        self.latest = {}  # device: the order it came with last

    def stories(self):
        stories = [*self.open_orders(), *self.remarkable_orders(), *self.closed_orders()]
        return [
            *(self.order(story) for story in stories),
            *(self.booking(each) for each in appointments()),
            self.clock(),
        ]

    # What happened, in plans

    def open_orders(self):
        """What is on the shelves today: two dozen devices in every open status, some of them late."""
        today, hours = self.company.hours.today, self.company.hours
        evening = max(today(17, 30), min(self.company.now + timedelta(hours=1), today(23, 45)))
        late = {n: hours.slot(-n, 0) for n in (3, 10, 19, 34)}
        soon = {n: hours.slot(n, 0) for n in (6, 12, 20, 30, 45)}
        job = {f"{each.brand} {each.model}".split(",")[0]: each for each in words.JOBS}
        rows = [
            # client, device, status, hours in it, technician, due
            ("Yuki Hayashi", "Nintendo Switch OLED", Status.PENDING, 0.4, "", soon[20]),
            ("Nia Prosser", "Xiaomi Redmi Note 11", Status.PENDING, 1.3, "", soon[12]),
            ("Sanjay Mehta", "HP EliteBook 840 G8", Status.PENDING, 2.2, "luis", soon[30]),
            ("Chloé Marchand", "Bose QuietComfort 45", Status.AWAITING_DIAGNOSIS, 1.1, "", soon[20]),
            ("Dominic Achebe", "Sony PlayStation 5", Status.AWAITING_DIAGNOSIS, 5.5, "sam", evening),
            ("Margaret Tilley", "Western Digital My Passport 2 TB", Status.AWAITING_DIAGNOSIS, 26, "", late[3]),
            ("Tunde Bakare", "Dell XPS 13 9310", Status.DIAGNOSING, 0.6, "technician", soon[6]),
            ("Rosa Delgado", "Samsung Galaxy S22", Status.DIAGNOSING, 1.8, "luis", evening),
            ("Peter Stannard", "Western Digital My Passport 2 TB", Status.DIAGNOSING, 31, "sam", late[10]),
            ("Beatriz Moura", "Apple Watch Series 7", Status.AWAITING_APPROVAL, 3.5, "luis", soon[12]),
            ("Ravi Chaudhary", "HP EliteBook 840 G8", Status.AWAITING_APPROVAL, 41, "technician", late[19]),
            ("Ellen Haddow", "Apple iPad Air (4th generation)", Status.APPROVED, 0.9, "technician", soon[12]),
            ("Jonas Vestergaard", "Lenovo ThinkPad X1 Carbon Gen 9", Status.APPROVED, 4.2, "sam", soon[6]),
            ("Fatima El-Sayed", "Samsung Galaxy S22", Status.REPAIRING, 0.7, "technician", evening),
            ("Westbury Primary School", "Apple iPad Air (4th generation)", Status.REPAIRING, 22, "luis", late[34]),
            ("Kwame Mensah", "Microsoft Xbox Series S", Status.TESTING, 0.5, "sam", evening),
            ("Ioana Petrescu", "Google Pixel 7", Status.TESTING, 1.2, "technician", soon[6]),
            ("Leila Haidari", "Fairphone 4 (2021)", Status.READY, 0.8, "technician", soon[6]),
            ("Bronwen Ashby", "Sony PlayStation 5", Status.READY, 11, "luis", soon[6]),
            ("Callum Fraser", "Dell XPS 13 9310", Status.READY, 80, "sam", None),
        ]  # fmt: skip
        return [
            Story(client, job[device], UNTIL[status], since, login, due, all_photos=True,
                  booked=9 if client in ("Ellen Haddow", "Tunde Bakare", "Rosa Delgado") else 0,
                  deposit=status == Status.REPAIRING)
            for client, device, status, since, login, due in rows
        ]  # fmt: skip

    def remarkable_orders(self):
        """A device seen three times, a question, a warranty return, and a few odd prices."""
        hours = self.company.hours
        approval = UNTIL[Status.AWAITING_APPROVAL]
        macbook = words.MACBOOK
        return [
            Story("Priya Raman", words.IPHONE_PORT, QUICK, 610, device="Priya's phone"),
            Story("Priya Raman", words.IPHONE_SPEAKER, QUICK, 290, device="Priya's phone"),
            Story("Priya Raman", words.IPHONE, approval, 1.5, "technician", hours.slot(3, 0),
                  device="Priya's phone", booked=14, all_photos=True),
            Story("Arjun Pillai", words.JOBS[11], approval, 6, "technician", hours.slot(14, 0),
                  question="Would my insurance pay for this? I need a paper from you.", all_photos=True),
            Story("Oliver Beaumont", macbook, list(USUAL), 150, device="Oliver's MacBook", all_photos=True),
            Story("Oliver Beaumont", macbook, ["start_diagnosis", "start_repair"], 2.5, "luis",
                  hours.slot(9, 0), device="Oliver's MacBook", returns="Oliver's MacBook"),
            Story("Quayside Coffee Roasters", words.JOBS[9], list(USUAL), 33, agreed=Decimal("70.00")),
            Story("Lucía Ferrer", words.IPHONE, list(USUAL), 5, deposit=True, booked=20, all_photos=True),
        ]  # fmt: skip

    def closed_orders(self):
        """Some sixty jobs of the last four months that are over: most of them well, a few not."""
        ends = [Status.COMPLETED] * 53 + [Status.REJECTED] * 5 + [Status.CANCELLED] * 4
        self.dice.shuffle(ends)
        for nth, status in enumerate(ends):
            job = self.dice.choice(words.JOBS)
            steps = UNTIL[status]
            if status == Status.COMPLETED and self.luck(0.3):
                steps = self.dice.choice([QUICK, AT_THE_COUNTER])
            yield Story(
                client=self.dice.choice(words.CLIENTS).name,
                job=job,
                steps=steps,
                since=3 + nth * 12.5 + self.dice.uniform(0, 9),
                login=self.dice.choice([person.username for person in self.company.technicians]),
                deposit=self.luck(0.12),
                agreed=job.estimate // 5 * 5 if self.luck(0.15) else None,
                booked=self.dice.choice([0, 0, 0, 0, 0, 18]),
            )

    # Orders

    def order(self, story):
        """The life of one order, from the counter to where its story stops."""
        pauses = [self.dice.uniform(*PAUSES[step]) for step in story.steps]
        left = story.since + sum(pauses)
        booking = None
        if story.booked:
            yield self.hours_ago(left + story.booked)
            booking = self.book(story, left)
        yield self.hours_ago(left)
        order = self.take_in(story, booking)
        for step, pause in zip(story.steps, pauses, strict=True):
            left -= pause
            yield self.hours_ago(left)
            order = self.take(order, step, story)
        if story.question:
            yield self.hours_ago(story.since / 2)
            self.say(order, AnswerKind.ASKED, story.question)

    def hours_ago(self, hours):
        return self.company.hours.at(-hours)

    def book(self, story, left):
        service = self.services[story.job.service]
        return services.make_booking(
            by=self.company.dispatcher,
            client=self.client(story.client),
            service_type=service,
            starts_at=self.company.hours.slot(0.2 - left, service.minutes),
        )

    def take_in(self, story, booking):
        job, company = story.job, self.company
        before = self.latest.get(story.device)
        order = services.open_order(
            by=company.dispatcher if self.luck(0.7) else company.manager,
            client=self.client(story.client),
            booking=booking,
            returns=self.latest[story.returns] if story.returns else None,
            service_type=self.services[job.service],
            brand=job.brand,
            model=job.model,
            imei=before.imei if before else self.imei() if job.has_imei else "",
            serial=before.serial if before else self.serial(),
            problem=words.STICKS_AGAIN if story.returns else job.problem,
            condition=job.condition,
            accessories=job.accessories,
            internal_notes=self.dice.choice(words.TO_OURSELVES) if self.luck(0.4) else "",
            technician=company.people.get(story.login),
            due_at=story.due or company.hours.slot(self.dice.uniform(1, 9) - story.since, 0),
            created_at=timezone.now(),
        )
        if booking:
            workflow.take_step(booking, "finish", by=company.dispatcher)
        if story.device:
            self.latest[story.device] = order
        if story.all_photos or self.luck(0.3):
            self.add_photos(order, story.job.photos[:1], by=company.dispatcher)
        return order

    def take(self, order, step, story):
        """One step, and what is done at the bench or the counter before it; the letters until then have left."""
        gone(Email.objects.filter(topic=order.topic))
        if step in ("request_approval", "start_testing", "mark_ready") and not order.diagnosis:
            order = self.write_up(order, story)
        if step == "mark_ready":
            order = self.put_together(order, story)
        if step == "start_repair" and story.deposit:
            self.pay(order, order.prices.price / 3 // 10 * 10)
        if step == "complete":
            self.settle(order)
        if self.luck(0.3):
            order.tracking_link.note_opening()
        if step in ("approve", "reject") and self.luck(0.6):
            return self.answer(order, step)
        note = self.dice.choice(NOTES.get(step, [""]))
        public = bool(note) and step not in ("start_diagnosis", "reject", "cancel")
        by = self.technician_of(order) if step in BENCH else self.company.dispatcher
        return workflow.take_step(order, step, by=by, note=note, public=public)

    def write_up(self, order, story):
        """The technician says what is wrong, what it takes and what it costs."""
        job, by = story.job, self.technician_of(order)
        found = {"diagnosis": job.diagnosis, "labor_cost": Decimal(job.labor)}
        if order.returns_id is None:
            found["estimated_cost"] = job.estimate
        order = services.change_order(order, by=by, seen_version=order.version, **found)
        for part in job.parts:
            row = PartUsed(
                name=part.name, quantity=Decimal(part.quantity), unit_cost=Decimal(part.cost)
            )
            services.save_part(order, by=by, part=row)
        if story.all_photos:
            self.add_photos(order, [each for each in job.photos[1:] if each[0] != AFTER], by=by)
        return order

    def put_together(self, order, story):
        by = self.technician_of(order)
        self.add_photos(order, [each for each in story.job.photos if each[0] == AFTER], by=by)
        if story.agreed is None:
            return order
        return services.change_order(
            order, by=by, seen_version=order.version, final_cost=story.agreed
        )

    def settle(self, order):
        """The client pays at the counter: all of it, or now and then a part."""
        due = order.prices.due
        self.pay(order, due if self.luck(0.9) else (due / 2).quantize(Decimal(1)))

    def pay(self, order, amount):
        if amount > 0:
            method = self.dice.choice([PaidBy.CARD, PaidBy.CARD, PaidBy.CASH, PaidBy.TRANSFER])
            services.take_payment(
                order, by=self.company.dispatcher, amount=rounded(amount), method=method
            )

    def answer(self, order, step):
        """The client answers by the link in the letter."""
        kind = AnswerKind.APPROVED if step == "approve" else AnswerKind.DECLINED
        text = "" if step == "approve" else self.dice.choice(words.TOO_DEAR_FOR_ME)
        return self.say(order, kind, text)

    def say(self, order, kind, text):
        link = order.decision_link
        link.note_opening()
        return services.answer_estimate(
            link, kind=kind, name=order.client.name, text=text, address="203.0.113.24"
        )

    def add_photos(self, order, photos, *, by):
        for drawing, caption, public in photos:
            services.add_photos(
                order, by=by, photos=[drawings.photo(drawing)], caption=caption, public=public
            )

    def technician_of(self, order):
        people = {person.pk: person for person in self.company.technicians}
        return people.get(order.technician_id) or self.dice.choice(self.company.technicians)

    # What comes from another desk and goes to another, just now

    def take_over(self):
        """A homeowner's entry phone is no work for a vendor: it comes to our own bench."""
        by, problem = self.company.dispatcher, ENTRY_PHONE.text
        request = ServiceRequest.objects.filter(issues__description=problem).latest("pk")
        matter = hand_overs.matter(request.number, by)
        services.open_order(
            by=by,
            client=services.find_or_make_client(**{"email": "", "phone": ""} | matter.contact),
            matter=matter,
            service_type=self.services["Diagnosis"],
            brand="Comelit",
            model="Maxi entry phone",
            problem=matter.words,
            due_at=self.company.hours.slot(20, 0),
        )

    def send_on(self):
        """A disk that clicks wants a clean room, which a vendor has."""
        by = self.company.dispatcher
        disks = ServiceOrder.objects.filter(status=Status.DIAGNOSING, model="My Passport 2 TB")
        order = disks.latest("pk")  # a benchmark's thousands come first, and have such disks too
        work = services.send_on(
            order,
            by=by,
            trade=Trade.objects.get(slug="general"),
            vendor=Vendor.objects.get(company=RESCUERS),
            title="Recover the data of a disk that clicks",
            description=f"{order.device}\n\n{order.problem}",
            amount=Decimal(140),
            photos=order.photos.all(),
        )
        work = workflow.take_step(work, "send", by=by)
        vendors.accept(work, note="Our courier comes tomorrow morning.")

    # Bookings

    def booking(self, plan):
        """The life of a booking that no order came of yet."""
        company, service = self.company, self.services[plan.service]
        yield company.hours.at(plan.starts - plan.ahead)
        booking = services.make_booking(
            by=CLIENT if plan.by_client else company.dispatcher,
            client=self.client(plan.client),
            service_type=service,
            starts_at=company.hours.slot(plan.starts, service.minutes),
        )
        for step, hours in plan.steps:
            yield company.hours.at(plan.starts + hours)
            booking = workflow.take_step(booking, step, by=company.dispatcher)

    def clock(self):
        """Each morning the desk reminds those whose device has been ready for long."""
        for day in range(-30, 1):
            yield self.company.hours.today(9, 5) + timedelta(days=day)
            services.remind_uncollected()

    # Clients and their devices

    def client(self, name):
        if name not in self.clients:
            nth, person = next(
                (nth, each) for nth, each in enumerate(words.CLIENTS) if each.name == name
            )
            self.clients[name] = services.find_or_make_client(
                name=name,
                email=address_of(name) if person.email == words.OF_THE_NAME else person.email,
                phone=f"+44117496{nth * 23 + 101:04d}" if person.has_phone else "",
                language=person.language,
            )
        return self.clients[name]

    def imei(self):
        digits = f"35{self.dice.randrange(10**12):012d}"
        return next(digits + last for last in "0123456789" if has_valid_check_digit(digits + last))

    def serial(self):
        return "".join(self.dice.choices("CDFGHJKLMNPQRTVWXY0123456789", k=10))

    def luck(self, chance):
        return self.dice.random() < chance


def address_of(name):
    """An address of the name at a domain that is kept for examples."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    domain = "example.org" if len(plain) % 3 == 0 else "example.com"
    return f"{re.sub('[^a-z]+', '.', plain)}@{domain}"


def appointments():
    """The book around this week, in every status."""
    came, soon = [("confirm", -5), ("arrive", 0.1), ("finish", 0.6)], [("confirm", -7)]
    rows = [
        # client, service, starts, made ahead, steps, by the client
        ("Hannah Lindqvist", "Diagnosis", -27, 12, came, True),
        ("Marek Kowalczyk", "Battery replacement", -15, 20, came[1:], False),
        ("Camila Rocha", "Diagnosis", -10, 9, came, True),
        ("Wei-Ling Tan", "Screen replacement", -22, 16, [("confirm", -15), ("no_show", 1)], True),
        ("Joaquín Robles", "Diagnosis", -6, 11, [("no_show", 0.5)], False),
        ("Adaeze Nwosu", "Laptop repair", -12, 30, [("confirm", -28), ("cancel", -9)], True),
        ("Gareth Pugh", "Console repair", 9, 24, [("cancel", -12)], True),
        ("Siobhán Kearney", "Diagnosis", -0.2, 8, [("confirm", -6), ("arrive", 0.1)], True),
        ("Mohammed Iqbal", "Screen replacement", 2, 10, soon, True),
        ("Zsófia Balogh", "Battery replacement", 4, 13, [], False),
        ("Thiago Azevedo", "Diagnosis", 8, 18, [("confirm", -9)], True),
        ("Adaeze Nwosu", "Laptop repair", 11, 16, [], False),
        ("Westbury Primary School", "Data recovery", 17, 25, [], False),
        ("Rosa Delgado", "Screen replacement", 21, 24, [("confirm", -22)], True),
        ("Quayside Coffee Roasters", "Laptop repair", 7, 8, [], True),
        ("Beatriz Moura", "Battery replacement", 13, 15, [], True),
        ("Hannah Lindqvist", "Screen replacement", 19, 20, [], True),
    ]
    return [Appointment(*row) for row in rows]
