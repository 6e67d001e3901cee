import sys

from django.core.management.base import BaseCommand

from warehouse import books


class Command(BaseCommand):
    help = (
        "Prove that ledger, shelves, levels and reservations agree (exit code 1 where they do not)."
    )

    def handle(self, **options):
        wrong = books.mismatches()
        for sentence in wrong:
            self.stdout.write(f"{self.style.ERROR('wrong')} {sentence}")
        counted = ", ".join(f"{number} {what}" for what, number in books.figures().items())
        if wrong:
            self.stdout.write(f"{len(wrong)} mismatches in {counted}.")
            sys.exit(1)
        self.stdout.write(f"{self.style.SUCCESS('ok')}    All agree: {counted}.")
