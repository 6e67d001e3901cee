import sys

from django.core.management.base import BaseCommand

from config.core import doctor


class Command(BaseCommand):
    help = "Look whether all is well, and say what to do where it is not (then the exit code is 1)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--quiet", action="store_true", help="say only what is wrong")
        parser.add_argument(
            "--no-network",
            dest="network",
            action="store_false",
            help="ask no mail server or broker",
        )

    def handle(self, *, network, quiet=False, **options):
        wrong = 0
        for name, findings in doctor.examine(network=network):
            if not findings and not quiet:
                self.stdout.write(f"{self.style.SUCCESS('ok')}    {name}")
            for finding in findings:
                wrong += 1
                self.stdout.write(f"{self.style.ERROR('wrong')} {name}: {finding}")
        if wrong:
            sys.exit(1)
