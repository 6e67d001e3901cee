class Refused(Exception):
    """What was asked cannot be done; the text says why and what to do."""


class ChangedMeanwhile(Refused):
    """Somebody else saved first; the text says who."""


class OutOfStock(Refused):
    """Less is free than was asked for; ``shortage`` says how much of what."""

    def __init__(self, shortage):
        super().__init__(str(shortage))
        self.shortage = shortage
