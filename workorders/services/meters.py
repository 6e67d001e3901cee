"""What meters say."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from config.core import live
from config.core.actors import Actor
from config.core.models import User
from config.core.money import format_quantity
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from workorders.models import Meter, MeterReading
from workorders.states import MeterKind

FASTEST = {  # what no asset does in a second: a reading that claims it is marked
    MeterKind.ODOMETER: Decimal(100),  # metres
    MeterKind.ENGINE: Decimal("1.05"),  # seconds of running, and a clock that is a little off
}


@in_one_go
def read_meter(
    meter: Meter,
    value: Decimal,
    *,
    by: User | Actor,
    at: datetime | None = None,
    reason: str = "",
) -> MeterReading:
    """The reading is kept; the latest is what the meter says now.

    Raises Refused for a reading in the future, or one that runs backwards without a reason (a meter that was replaced).
    """
    meter = Meter.objects.select_for_update().select_related("asset").get(pk=meter.pk)
    now = timezone.now()
    at = at or now
    if at > now + timedelta(minutes=5):
        raise Refused(_("A reading cannot be of the future."))
    before = meter.readings.filter(at__lte=at).first()
    after = meter.readings.filter(at__gt=at).order_by("at", "pk").first()
    if not reason.strip():
        _check_forward(meter, value, before, after)
    reading = MeterReading.objects.create(
        meter=meter,
        at=at,
        value=value,
        reason=reason.strip(),
        unusual=is_unusual(meter.kind, before, at, value),
        **({"by": by} if by.is_person else {"actor": str(by)}),
    )
    if after is None:
        meter.value, meter.read_at = value, at
        meter.save(update_fields=["value", "read_at"])
    live.publish(f"asset:{meter.asset_id}")
    return reading


def _check_forward(meter, value, before, after):
    if before is not None and value < before.value:
        raise Refused(
            _("%(meter)s stood at %(value)s before: say why it runs back, or type another reading.")
            % {"meter": meter, "value": format_quantity(before.value)}
        )
    if after is not None and value > after.value:
        raise Refused(
            _("%(meter)s stood at %(value)s later: say why, or type another reading.")
            % {"meter": meter, "value": format_quantity(after.value)}
        )


def is_unusual(kind, before, at, value):
    """Whether nothing of its kind could have come so far in that time."""
    if before is None or kind not in FASTEST:
        return False
    seconds = Decimal(max((at - before.at).total_seconds(), 1))
    return value - before.value > FASTEST[kind] * seconds


def usage_since(meter: Meter, value: Decimal) -> Decimal:
    """How far the meter has come since it stood there; a meter that was set back counts from where it began again."""
    if meter.value is None:
        return Decimal(0)
    return meter.value - value if meter.value >= value else meter.value
