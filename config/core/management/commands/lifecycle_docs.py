from config.core import lifecycles
from config.core.management.paper import PaperCommand


class Command(PaperCommand):
    help = "Write docs/lifecycles.md from the code."
    paper = "docs/lifecycles.md"

    def text(self):
        return lifecycles.page()
