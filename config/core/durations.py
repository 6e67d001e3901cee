"""The one place that writes how long something took, from whole minutes."""

from django.utils.translation import gettext as _

HOUR, DAY = 60, 60 * 24


def format_elapsed(minutes):
    """Time that went by: 55 min, 3 h 05 min, 2 d 4 h; "" for None."""
    if minutes is None or minutes < DAY:
        return format_work(minutes)
    days, rest = divmod(minutes, DAY)
    return _joined(_("%s d") % days, rest // HOUR and _("%s h") % (rest // HOUR))


def format_work(minutes):
    """Time that people worked, which is hours however many, for no day has 24 of them: 55 min, 52 h 05 min; "" for None."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, HOUR)
    if not hours:
        return _("%s min") % rest
    return _joined(_("%s h") % hours, rest and _("%s min") % f"{rest:02}")


def _joined(whole, rest):
    return f"{whole} {rest}" if rest else whole
