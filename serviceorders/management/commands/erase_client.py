import sys

from django.core.management.base import BaseCommand, CommandError

from serviceorders import privacy
from serviceorders.models import Client


class Command(BaseCommand):
    help = "Forget who a client is, everywhere; their orders stay. This cannot be undone."

    def add_arguments(self, parser):
        parser.add_argument("id", type=int, help="the number in the address of the client's page")
        parser.add_argument("--photos", action="store_true", help="delete the photos too")
        parser.add_argument("--yes", action="store_true", help="do not ask; a script is not asked")

    def handle(self, *, id, photos, yes, **options):
        client = Client.objects.filter(pk=id).first()
        if client is None:
            raise CommandError(f"There is no client {id}.")
        if sys.stdin and sys.stdin.isatty() and not yes:
            self._ask(client)
        done = privacy.erase(client, photos=photos)
        self.stdout.write(
            f"Client {id} is erased: {done['orders']} orders and {done['bookings']} bookings stay without "
            f"a name; {done['emails']} e-mails, {done['documents']} documents and {done['answers']} answers "
            f"were emptied; {done['links']} links are dead; {done['photos']} photos were deleted."
        )
        if done["lines"]:
            self.stdout.write(
                f"{done['lines']} lines of history hold words the client typed. They cannot be changed: "
                "see docs/operations.md."
            )

    def _ask(self, client):
        still_open = client.orders.open().count() + client.bookings.open().count()
        self.stdout.write(f"{client.name}, {client.email or client.phone or 'no address'}")
        if still_open:
            self.stdout.write(
                self.style.WARNING(f"{still_open} of their orders and bookings are still open.")
            )
        if input("Forget this person for good? Type yes: ").strip().lower() != "yes":
            raise CommandError("Nothing was changed.")
