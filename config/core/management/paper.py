from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class PaperCommand(BaseCommand):
    """Writes one file of the repository that is made from others; a subclass gives its name and its text."""

    paper = ""

    def text(self):
        raise NotImplementedError

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail when it is stale"
        )

    def handle(self, *, check, **options):
        path = settings.BASE_DIR / self.paper
        text = self.text()
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"{self.paper} is stale. Run the command without --check.")
            return
        path.write_text(text, encoding="utf-8")
        self.stdout.write(self.paper)
