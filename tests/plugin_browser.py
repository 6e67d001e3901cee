"""The browser of the machine, for pytest-playwright's `browser`, `context` and `page`."""

import os

import pytest

from deploy.servers import chromium_path
from tests.plugin_servers import or_skipped

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",  # no process is begun beforehand for a page that never comes
]


@pytest.fixture(scope="session")
def chromium():
    """The path of the machine's browser."""
    with or_skipped():
        return chromium_path()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, chromium):
    """Playwright drives the machine's own Chromium, and tests beside it may ask the database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the test's thread
    return {**browser_type_launch_args, "executable_path": chromium, "args": ARGS}
