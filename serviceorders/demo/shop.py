"""The shop of the demo and the people who work in it: what every desk's demo starts from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile

from config.core.models import Email, User
from config.core.models.outgoing import Outgoing
from config.core.models.shop import current_shop
from config.core.roles import Role
from config.core.time_travel import Hours, gone
from serviceorders.demo import drawings

PASSWORD = "demo"  # noqa: S105 -- known to everyone: the command works with DEBUG alone
PEOPLE = [
    ("manager", "Maya", "Okafor", Role.MANAGER),
    ("technician", "Dana", "Whitlock", Role.TECHNICIAN),
    ("picker", "Priscilla", "Boateng", Role.WAREHOUSE),
    ("dispatcher", "Tom", "Reyes", Role.DISPATCHER),
    ("approver", "Inês", "Duarte", Role.APPROVER),
    ("luis", "Luis", "Moreau", Role.TECHNICIAN),
    ("sam", "Sam", "Ellery", Role.TECHNICIAN),
]
LOGINS = ["manager", "technician", "picker", "dispatcher", "approver"]

TERMS = """We keep your device safe while it is with us. Please make a copy of your data first: repairs can erase it.
An estimate is free when you go ahead; a diagnosis without a repair costs £20.
Devices not collected within 90 days may be recycled after a written reminder."""


@dataclass(frozen=True)
class Company:
    """What the demo of every desk builds upon; the dice fall the same way each time."""

    now: datetime
    hours: Hours
    dice: Random
    people: dict[str, User]

    def __getattr__(self, login):
        try:
            return self.people[login]
        except KeyError:
            raise AttributeError(login) from None

    @property
    def technicians(self):
        return [self.technician, self.luis, self.sam]


def is_there():
    """Whether the people of the demo work here."""
    return User.objects.filter(username__in=LOGINS).count() == len(LOGINS)


def open_shop(now):
    """Harbour Street Repairs with its people, before its first client."""
    shop = furnish(current_shop())
    password = make_password(PASSWORD)
    people = {login: hire(login, *facts, password) for login, *facts in PEOPLE}
    return Company(now=now, hours=Hours(now, shop.zone), dice=Random(42), people=people)  # noqa: S311 -- guards nothing


def furnish(shop):
    shop.name = "Harbour Street Repairs"
    shop.address = "14 Harbour Street\nBristol\nBS1 4RN"
    shop.phone = "+441174960142"
    shop.whatsapp = "+441174960143"
    shop.email = "desk@harbourstreet.example"
    shop.hours = "Mon–Fri 9:00–17:30, Sat 10:00–16:00"
    shop.tax_number = "GB 496 0142 07"
    shop.time_zone, shop.language, shop.currency = "Europe/London", "en", "GBP"
    shop.tax_name, shop.tax_rate = "VAT", Decimal(20)
    shop.warranty_days = 90
    shop.warranty_text = (
        "Parts and labour of this repair. Not covered: new damage, liquid and loss of data."
    )
    shop.terms = TERMS
    shop.logo.save("logo.png", ContentFile(drawings.logo()), save=False)
    shop.save()
    return shop


def hire(login, first_name, last_name, role, password):
    person = User.objects.create(
        username=login,
        password=password,
        first_name=first_name,
        last_name=last_name,
        email=f"{login}@harbourstreet.example",
        is_staff=role == Role.MANAGER,
    )
    person.groups.add(Group.objects.get(name=role))
    return person


def settle_letters(now):
    """The letters of the demo left when they were written, but for one that waits and one that failed: none is mailed."""
    gone(Email.objects)
    left = Email.objects.filter(state=Outgoing.State.SENT)
    waiting = left.latest("queued_at", "pk")
    failed = left.filter(queued_at__lt=now - timedelta(days=9)).latest("queued_at", "pk")
    _stuck(
        waiting,
        state=Outgoing.State.QUEUED,
        attempts=4,
        due_at=now + timedelta(hours=1),
        error="[Errno 111] Connection refused",
    )
    _stuck(
        failed,
        state=Outgoing.State.FAILED,
        attempts=Outgoing.PATIENCE,
        due_at=failed.queued_at + timedelta(hours=2),
        error="timed out",
    )


def _stuck(email, **facts):
    Email.objects.filter(pk=email.pk).update(done_at=None, **facts)
