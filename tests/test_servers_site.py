"""Docket as its users run it, on both engines; the only tests that need every part of it at once."""

from contextlib import suppress

import psutil
import pytest


def alive(process):
    with suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.fixture(scope="module", params=["sqlite", "stack"])
def site(request, docket_site_factory):
    return docket_site_factory(request.param)


def test_a_site_answers_on_a_database_of_its_own(site):
    assert site.get("/healthz")[0] == 200
    assert site.get("/readyz")[0] == 200
    assert site.get("/login/")[0] == 200
    assert "0" in site.manage(
        "shell", "-v", "0", "-c", "from config.core.models import User; print(User.objects.count())"
    )


def test_a_killed_web_process_comes_back_and_takes_nothing_along(site):
    before = site.pid("web")
    family = [psutil.Process(before), *psutil.Process(before).children(recursive=True)]

    site.kill("web")

    site.wait_until(lambda: not any(map(alive, family)), timeout=5)
    site.start("web")
    assert site.pid("web") != before
    assert site.get("/healthz")[0] == 200
