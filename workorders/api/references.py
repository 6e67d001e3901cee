"""What the ids in a body name; an id of nothing is refused with the name of its field."""

from django.db.models.fields.json import KeyTransform

from config.core.keys import keys_of
from config.core.models import User
from vendors.models import Vendor
from warehouse.models import Product
from workorders.api.errors import ApiError
from workorders.models import Asset, ServiceTask, Site

OUR_KEYS = {"vin": "serial", "serial": "serial", "tag": "tag"}  # of assets, beside those of others


def find_asset(text, field="assetId"):
    """By our id, or by key:value."""
    return _one(Asset.objects.all(), text, field, OUR_KEYS)


def find_site(text, field):
    return _one(Site.objects.all(), text, field, {})


def find_user(text, field="assignedUserId"):
    return _one(User.objects.filter(is_active=True), text, field) if text else None


def find_vendor(text, field="vendorUuid"):
    return _one(Vendor.objects.all(), text, field) if text else None


def find_products(texts):
    """{id as it was sent: product}"""
    return _many(Product.objects.select_related("unit"), texts, "partId")


def find_service_tasks(texts):
    """{id as it was sent: service task}"""
    return _many(ServiceTask.objects.all(), texts, "serviceTaskId")


def key_of(text, field):
    """The primary key that an id is, for a row that is looked for later."""
    keys = keys_of([text])
    if not keys:
        raise unknown(field)
    return keys[0]


def unknown(field):
    return ApiError(400, f"{field}: there is none of this id")


def _one(rows, text, field, our_keys=None):
    keys = keys_of([text])
    name, colon, value = text.partition(":")
    if keys:
        rows = rows.filter(pk=keys[0])
    elif colon and name and value and our_keys is not None:
        rows = _by_external_id(rows, name, value, our_keys)
    else:
        rows = rows.none()
    found = list(rows[:2])
    if len(found) > 1:
        raise ApiError(400, f"{field}: there are several of this id")
    if not found:
        raise unknown(field)
    return found[0]


def _by_external_id(rows, name, value, our_keys):
    theirs = rows.alias(theirs=KeyTransform(name, "external_ids")).filter(theirs=value)
    if name in our_keys and not theirs.exists():
        return rows.filter(**{our_keys[name]: value})
    return theirs


def _many(rows, texts, field):
    texts = set(texts)
    found = rows.in_bulk(keys_of(texts))
    named = {text: found.get(key) for text in texts for key in keys_of([text])}
    for text in texts:
        if named.get(text) is None:
            raise unknown(field)
    return named
