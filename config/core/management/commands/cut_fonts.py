from django.core.management.base import BaseCommand, CommandError

from config.core import paper_fonts


class Command(BaseCommand):
    help = "Write the fonts of our papers into static/fonts, one file for each weight."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail when one is stale"
        )

    def handle(self, *, check, **options):
        for weight in paper_fonts.WEIGHTS:
            path, font = paper_fonts.file_of(weight), paper_fonts.cut(weight)
            if not check:
                path.write_bytes(font)
            elif not path.exists() or path.read_bytes() != font:
                raise CommandError(f"{path.name} is stale. Run the command without --check.")
