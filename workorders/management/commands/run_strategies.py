from django.core.management.base import BaseCommand

from workorders.services.strategies import run_strategies


class Command(BaseCommand):
    help = "Make every work order that strategies call for by now, as the clock does once an hour."

    def handle(self, **options):
        made = run_strategies()
        for order in made:
            self.stdout.write(f"{order.number}  {order.due_at:%Y-%m-%d}  {order.title}")
        self.stdout.write(f"{len(made)} made")
