from config.core.refusals import Refused


class OverPlan(Refused):
    """The account's plan has no order left this month."""
