from config.core import stylesheet
from config.core.management.paper import PaperCommand


class Command(PaperCommand):
    help = f"Write static/{stylesheet.CUT}: of Tabler what our pages use."
    paper = f"static/{stylesheet.CUT}"

    def text(self):
        return stylesheet.cut_tabler()
