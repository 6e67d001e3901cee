from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.core import backup


class Command(BaseCommand):
    help = "Make this site what an archive of `backup` holds. Stop the site first."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="throw away the records this site has"
        )

    def handle(self, *, file, replace, **options):
        try:
            manifest = backup.restore(file, replace=replace)
        except backup.CannotRestore as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{file} could not be restored: {error}") from error
        self.stdout.write(f"The site is as it was on {manifest['made_at']}.")
        for name in manifest["gone"]:
            self.stderr.write(self.style.WARNING(f"the archive never had: {name}"))
        call_command("doctor", network=False, stdout=self.stdout, stderr=self.stderr)
