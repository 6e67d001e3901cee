import gc
import os
import sqlite3
from contextlib import closing
from importlib import import_module

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from config.core import sending_files
from config.core.models import User
from config.core.models.shop import current_shop
from config.core.roles import grant, make_roles
from serviceorders import services

# A test that drives a browser runs inside Playwright's event loop; it may use the database all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_finish():
    """What a run has in memory before its first test is garbage to nobody, and is not searched again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, database_template):
    """The database in memory begins as a copy of the run's template, so that `migrate` finds nothing to do."""
    if connection.vendor != "sqlite":
        yield
        return
    with memory() as kept:  # it is there while somebody is connected
        database_template.copy_into(kept)
        yield


def memory():
    """Another connection to the database of this process."""
    return closing(sqlite3.connect(connection.creation._get_test_db_name(), uri=True))


@pytest.fixture(scope="module")
def kept_in_module(django_db_setup, django_db_blocker):
    """What fixtures of the module make from here on, each of its tests finds, and leaves as it found it.

    Such fixtures stand among a test's arguments: what `getfixturevalue` made in a test would end with that test.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo_company(django_db_setup, database_template):
    """All tests of this module begin in the shop of the demo company, which is made once in a run.

    Answers its directory: `files` (to be the MEDIA_ROOT), `said` (what the command printed).
    """
    with memory() as database:
        database_template.copy_into(database, demo=True)
        ContentType.objects.clear_cache()  # a test that emptied the tables numbered them anew
        with database:  # its papers have waited since the run began
            database.execute(
                "UPDATE core_document SET due_at = datetime('now') WHERE state = 'queued'"
            )
        yield database_template.ready("sqlite", demo=True)
        database_template.copy_into(database)
        ContentType.objects.clear_cache()


@pytest.fixture(autouse=True)
def db_for_all(db):
    """Every test may touch the database."""


@pytest.fixture(autouse=True)
def fresh_throttles():
    """Nobody is throttled for what an earlier test did."""
    caches["local"].clear()


FIRST_ROWS = [  # (app, a migration of it that puts rows there)
    ("config.core", "0002_roles_and_cache"),
    ("vendors", "0002_rights_history_search"),
    ("warehouse", "0002_rights_rules_search"),
    ("workorders", "0002_rights_history_search"),
    ("workorders", "0004_rights_of_other_systems"),
    ("serviceorders", "0002_rights_history_search"),
]


@receiver(post_migrate)
def make_roles_again(sender, **_kwargs):
    """A test with transactions of its own empties the tables; what migrations put there must come back."""
    if sender.name == "workorders":
        make_roles()
        for app, migration in FIRST_ROWS:
            first = import_module(f"{app}.migrations.{migration}")
            grant(app.rpartition(".")[2], first.RIGHTS)
            for fill in ("furnish", "name_trades"):
                getattr(first, fill, lambda: None)()


def person(username, role=None, **names):
    user = User.objects.create_user(username, f"{username}@example.org", "a-long-password", **names)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def manager():
    return person("maya", "manager", first_name="Maya", last_name="Okafor")


@pytest.fixture
def technician():
    return person("dana", "technician", first_name="Dana", last_name="Whitlock")


@pytest.fixture
def dispatcher():
    return person("tom", "dispatcher", first_name="Tom", last_name="Reyes")


@pytest.fixture
def picker():
    """Someone who works in the warehouse."""
    return person("sam", "warehouse", first_name="Sam", last_name="Ellery")


@pytest.fixture
def approver():
    """Someone who signs off what others did, and does no work."""
    return person("ivo", "approver", first_name="Ivo", last_name="Brandt")


@pytest.fixture
def reader():
    return person("rita", "read-only", first_name="Rita", last_name="Lane")


@pytest.fixture
def stranger():
    """Someone with a login and no role."""
    return person("stan")


@pytest.fixture
def cleo():
    return services.find_or_make_client(
        name="Cleo Marsh", email="cleo@example.org", phone="+447700900455", language="en"
    )


@pytest.fixture
def order(manager, cleo):
    """A device just taken in."""
    return services.open_order(
        by=manager, client=cleo, brand="Apple", model="iPhone 13", problem="Cracked screen"
    )


@pytest.fixture
def nobody_prints(monkeypatch):
    """A click does not wait for its PDF, which nobody makes here."""
    monkeypatch.setattr(sending_files, "PATIENCE", 0)


@pytest.fixture
def shop():
    return current_shop()
