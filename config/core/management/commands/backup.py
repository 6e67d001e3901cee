from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from config.core import backup


class Command(BaseCommand):
    help = "Write one archive of the database and all files; the site may go on working."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="such as /var/backups/docket.zip")

    def handle(self, *, file, **options):
        try:
            manifest = backup.back_up(file)
        except backup.CannotBackUp as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{file} could not be written: {error}") from error
        rows = sum(manifest["rows"].values())
        self.stdout.write(f"{file}: {rows} rows, {len(manifest['members']) - 1} files")
        for name in manifest["gone"]:
            self.stderr.write(self.style.WARNING(f"not in the archive, for it was gone: {name}"))
