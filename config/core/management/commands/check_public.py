from config.core import addresses
from config.core.management.paper import PaperCommand


class Command(PaperCommand):
    help = "Write docs/public.md: every page that opens without a login."
    paper = "docs/public.md"

    def text(self):
        return addresses.public_page()
