"""A home with a leaking pipe and a damaged wall, and the vendors who mend such things."""

from datetime import date

import pytest

from config.core.actors import CLIENT
from vendors import services
from vendors.models import Property, Trade, Vendor


@pytest.fixture
def home():
    return Property.objects.create(
        address="12 Alder Lane\nBristol",
        community="Alder Park",
        homeowner="Nora Quill",
        email="nora@example.org",
        closed_on=date(2026, 3, 2),
    )


@pytest.fixture
def trade():
    """``trade("plumbing")``."""
    return lambda slug: Trade.objects.get(slug=slug)


@pytest.fixture
def make_vendor(trade):
    """``make_vendor("Pipe & Co", "plumbing")``."""

    def make(company, *trades, **fields):
        name = "".join(filter(str.isalnum, company.lower()))
        vendor = Vendor.objects.create(
            company=company, **{"email": f"{name}@example.com", "contact_name": "Ada"} | fields
        )
        vendor.trades.set([trade(slug) for slug in trades])
        return vendor

    return make


@pytest.fixture
def plumber(make_vendor):
    return make_vendor("Pipe & Co", "plumbing")


@pytest.fixture
def plasterer(make_vendor):
    return make_vendor("Smooth Walls", "drywall", "paint")


@pytest.fixture
def asked(home):
    """A request with two issues, just in."""
    return services.submit(
        by=CLIENT,
        home=home,
        name="Nora Quill",
        email="nora@example.org",
        reports=[
            services.Report("The pipe under the kitchen sink drips", room="Kitchen"),
            services.Report("There is a hole in the wall behind the door", room="Hall"),
        ],
    )


@pytest.fixture
def make_order(asked, manager, trade, plumber):
    """``make_order()`` is a draft for the first issue, for the plumber."""

    def make(nth=0, **fields):
        issue = list(asked.issues.all())[nth]
        return services.open_order(
            by=manager,
            request=asked,
            issues=[issue],
            **{
                "trade": trade("plumbing"),
                "title": "Leak under the kitchen sink",
                "description": "Find and mend the leak under the kitchen sink.",
                "vendor": plumber,
                "internal_notes": "CANARY they were late last time",
            }
            | fields,
        )

    return make
