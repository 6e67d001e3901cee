from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vendors import services


class Command(BaseCommand):
    help = "Read the mailbox of vendors' answers once, as the clock does every minute."

    def handle(self, **options):
        if not settings.IMAP_URL:
            raise CommandError("IMAP_URL names no mailbox.")
        self.stdout.write(f"{services.read_mail()} read")
