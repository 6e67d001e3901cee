"""Vendors and properties, kept so that their orders and requests are found under what they are called now."""

from collections.abc import Iterable

from config.core import live
from config.core.transactions import in_one_go
from vendors.models import Property, Trade, Vendor

AT_A_TIME = 500  # rows written in one statement


@in_one_go
def keep_vendor(vendor: Vendor, *, trades: Iterable[Trade] | None = None) -> Vendor:
    """The vendor's details, and trades where some are given; the orders are found under the company's name."""
    renamed = _changed(vendor, "company")
    vendor.save()
    if trades is not None:
        vendor.trades.set(trades)
    if renamed:
        _index_again(vendor.orders.select_related("vendor", "request"))
    live.publish("vendors")
    return vendor


@in_one_go
def switch_vendor(vendor: Vendor, *, active: bool) -> None:
    """The vendor may be given orders, or may not any more; what they have stays theirs."""
    vendor.active = active
    vendor.save(update_fields=["active"])
    live.publish("vendors")


@in_one_go
def keep_home(home: Property) -> Property:
    """The property's details; its requests are found under its address."""
    moved = _changed(home, "address")
    home.save()
    if moved:
        _index_again(home.requests.select_related("home"))
    live.publish("vendors")
    return home


def _changed(record, name):
    """Whether this is about to change in a record that is kept already."""
    kept = type(record).objects.filter(pk=record.pk).values_list(name, flat=True).first()
    return kept is not None and kept != getattr(record, name)


def _index_again(records):
    records = list(records)
    for record in records:
        record.search_text = record.searchable()
    if records:
        type(records[0]).objects.bulk_update(records, ["search_text"], batch_size=AT_A_TIME)
