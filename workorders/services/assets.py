"""Assets: kept as they are typed, with their photos and meters."""

from decimal import Decimal

from django.utils.translation import gettext as _

from config.core import live
from config.core.images import CleanPhoto
from config.core.models import User
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from workorders.models import Asset, AssetPhoto, Meter
from workorders.services.meters import read_meter
from workorders.states import MeterKind

UNITS = {MeterKind.ODOMETER: "m", MeterKind.ENGINE: "s"}  # what readings of these are kept in


@in_one_go
def keep_asset(asset: Asset) -> Asset:
    """The asset as it was typed. Raises Refused where it would be a part of itself, or of a part of its own."""
    list(Asset.objects.select_for_update().filter(pk__in=[asset.pk, asset.parent_id]))
    if asset.pk and asset.parent and asset in [asset.parent, *asset.parent.ancestors]:
        raise Refused(
            _("%(parent)s is a part of %(asset)s itself: choose another.")
            % {"parent": asset.parent, "asset": asset}
        )
    asset.save()
    live.publish(f"asset:{asset.pk}")
    return asset


def add_photos(asset: Asset, *, by: User, photos: list[CleanPhoto], caption: str = "") -> None:
    """The photos hang on the asset."""
    with AssetPhoto.stored(photos, added_by=by, asset=asset, caption=caption) as pictures:
        _save_all(asset, pictures)


@in_one_go
def _save_all(asset, pictures):
    for picture in pictures:
        picture.save()
    live.publish(f"asset:{asset.pk}")


@in_one_go
def add_meter(
    asset: Asset, *, by: User, kind: str, name: str, unit: str, value: Decimal | None = None
) -> Meter:
    """The asset has one meter more, with a first reading where one was typed. Raises Refused for a second of its kind or name."""
    Asset.objects.select_for_update().get(pk=asset.pk)
    same = asset.meters.filter(name__iexact=name)
    if kind != MeterKind.OTHER:
        same = same | asset.meters.filter(kind=kind)
    if taken := same.first():
        raise Refused(_("It has %s already.") % taken)
    meter = Meter.objects.create(asset=asset, kind=kind, name=name, unit=UNITS.get(kind, unit))
    if value is not None:
        read_meter(meter, value, by=by)
    return meter
