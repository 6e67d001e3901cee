class Refused(Exception):
    """What was asked cannot be done; the text says why and what to do."""


class ChangedMeanwhile(Refused):
    """Somebody else saved first; the text says who."""
