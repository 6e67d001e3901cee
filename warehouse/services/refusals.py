from config.core.refusals import Refused


class OutOfStock(Refused):
    """Less is free than was asked for; ``shortage`` says how much of what."""

    def __init__(self, shortage):
        super().__init__(str(shortage))
        self.shortage = shortage
