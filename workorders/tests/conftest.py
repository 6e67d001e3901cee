"""A workshop with a press and a van, and how they are kept going."""

from datetime import date
from decimal import Decimal

import pytest

from workorders.models import (
    ApiToken,
    Asset,
    Meter,
    Site,
    Strategy,
    StrategyAsset,
    TemplateTask,
    TemplateVersion,
    WorkTemplate,
)
from workorders.services.orders import open_order
from workorders.tests.fleet import Fleet


@pytest.fixture
def site():
    return Site.objects.create(name="North hall")


@pytest.fixture
def press(site):
    return Asset.objects.create(name="Press 4", tag="P-4", site=site, kind="Press")


@pytest.fixture
def van(site):
    """With 100 km on its odometer and ten engine hours."""
    van = Asset.objects.create(name="Van 2", tag="V-2", site=site, kind="Vehicle")
    Meter.objects.create(
        asset=van, kind="odometer", name="Odometer", unit="m", value=Decimal(100_000)
    )
    Meter.objects.create(
        asset=van, kind="engine", name="Engine hours", unit="s", value=Decimal(36_000)
    )
    return van


@pytest.fixture
def template():
    """A check with a tick, a number between 2 and 8 bar, and a photo that nobody has to take."""
    version = TemplateVersion.objects.create(
        template=WorkTemplate.objects.create(name="Monthly check"), number=1
    )
    TemplateTask.objects.create(version=version, place=1, title="Guards in place", required=True)
    TemplateTask.objects.create(
        version=version,
        place=2,
        title="Pressure",
        answer_kind="number",
        least=Decimal(2),
        most=Decimal(8),
        unit="bar",
        required=True,
    )
    TemplateTask.objects.create(version=version, place=3, title="Picture", answer_kind="photo")
    return version


@pytest.fixture
def make_work(manager, press, template):
    """``make_work()`` is an open order on the press with the template's tasks."""

    def make(*assets, **fields):
        return open_order(
            by=manager,
            assets=assets or [press],
            **{"title": "Monthly check", "template": template} | fields,
        )

    return make


@pytest.fixture
def make_strategy(press, template):
    """``make_strategy()`` calls for a check of the press on the first of each month, a week ahead."""

    def make(*assets, counted_from=None, **fields):
        strategy = Strategy.objects.create(
            **{
                "name": "Monthly check",
                "title": "Check the press",
                "every": 1,
                "unit": "month",
                "starts_on": date(2026, 12, 1),
                "template": template.template,
            }
            | fields
        )
        for asset in assets or [press]:
            StrategyAsset.objects.create(strategy=strategy, asset=asset, counted_from=counted_from)
        return strategy

    return make


@pytest.fixture
def fleet(client):
    """Another system that may write."""
    return Fleet(client, ApiToken.make("Fleet", "write")[1])


@pytest.fixture
def reading_fleet(client):
    """Another system that may only read."""
    return Fleet(client, ApiToken.make("Watcher", "read")[1])
