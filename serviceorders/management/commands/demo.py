import time

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string, module_has_submodule

from config.core.models import User
from serviceorders.demo import shop


class Command(BaseCommand):
    help = "Fill an empty shop with a demo company, or with thousands of orders for a benchmark."

    def add_arguments(self, parser):
        parser.add_argument(
            "--once", action="store_true", help="leave a shop alone that has people"
        )
        parser.add_argument(
            "--scale",
            type=thousands,
            metavar="N",
            default=0,
            help="N thousand orders more, for benchmarks",
        )

    def handle(self, *, once, scale, **options):
        if not settings.DEBUG:
            raise CommandError(
                "The demo lets everybody in with a password everybody knows. Set DEBUG=1, and never "
                "on a server that others can reach."
            )
        taken = User.objects.exists()
        if taken and not once and not scale:
            raise CommandError("This shop has people already: the demo company needs an empty one.")
        self.make(scale, company=not taken)
        if shop.is_there():
            self.print_logins()

    @transaction.atomic
    def make(self, scale, *, company):
        """All of the demo is there, or nothing; numbers keep the order of time, so the thousands come first."""
        opened = shop.open_shop(timezone.now()) if company else None
        if scale:
            self.fill(scale)
        if opened:
            build(opened)

    def fill(self, thousands):
        for write in of_the_desks("scale"):
            started = time.monotonic()
            made = write(thousands)
            seconds = time.monotonic() - started
            rows = sum(made.values())
            what = ", ".join(f"{number:,} {name}" for name, number in made.items())
            self.stdout.write(f"{what} in {seconds:.1f} s: {rows / seconds:,.0f} rows/s")

    def print_logins(self):
        self.stdout.write("\nLog in with the password “demo” as:")
        for person in User.objects.filter(username__in=shop.LOGINS).order_by("pk"):
            role = person.groups.get().name
            self.stdout.write(f"  {person.username:<12} {person}, {role}")
        self.stdout.write("")


def thousands(text):
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def build(company):
    for tell in of_the_desks("company"):
        tell(company)
    shop.settle_letters(company.now)


def of_the_desks(name):
    """What each desk brings: the function ``build`` of its module ``demo.<name>``, suppliers before their users."""
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "demo"):
            yield import_string(f"{app.name}.demo.{name}.build")
