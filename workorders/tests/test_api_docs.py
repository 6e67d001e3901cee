"""The examples of docs/api.md do what they say, against a site that is served."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from tests.served import served
from workorders.models import ApiToken, Asset, MachineEvent, WorkOrder

DOCS = settings.BASE_DIR / "docs" / "api.md"


def examples(language):
    """All of a language as one program."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", DOCS.read_text(), re.DOTALL | re.MULTILINE)
    assert len(found) >= 3
    return "\n".join(found)


@pytest.fixture
def run():
    """Run a program as somebody who reads the page; answers what it printed."""
    Asset.objects.create(name="Press 4", tag="P-4")
    token = ApiToken.make("Reader", "write")[1]

    def run(*command):
        with served() as url:
            env = os.environ | {"DOCKET": url, "TOKEN": token}
            done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_the_examples_with_curl(run):
    said = run("sh", "-euc", examples("sh"))
    assert '"description": "Oil change"' in said
    assert WorkOrder.objects.get().priority == "high"


def test_the_examples_in_python(run):
    run(sys.executable, "-c", examples("python"))
    assert WorkOrder.with_removed.get().removed_at is not None
    assert MachineEvent.objects.count() == 60
