from config.core import desks


class RepairDesk(desks.Desk):
    pass
