"""Whatever schemathesis sends by the contract in /api/openapi.json, or against it, the API keeps to the contract.

`make fuzz` does it for longer, and `FUZZ_SECONDS` says how long.
"""

import os
import subprocess
import sys
from pathlib import Path

from config.core.actors import CLOCK
from tests.served import served
from workorders.models import ApiToken, Asset, ServiceTask, Site
from workorders.services.orders import open_order

SECONDS = os.environ.get("FUZZ_SECONDS", "12")


def test_the_api_keeps_to_its_contract(tmp_path):
    site = Site.objects.create(name="North hall")
    press = Asset.objects.create(name="Press", tag="P-1", site=site, external_ids={"vin": "1FT"})
    ServiceTask.objects.create(name="Oil")
    for title in ("Check", "Clean"):
        open_order(by=CLOCK, title=title, assets=[press])
    token = ApiToken.make("Fuzz", "write")[1]

    with served() as url:
        done = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"),
                "--config-file", Path(__file__).with_name("schemathesis.toml"),
                "run", f"{url}/api/openapi.json",
                "--header", f"Authorization: Bearer {token}",
                "--checks", "all", "--phases", "coverage,fuzzing,stateful",
                "--max-time", SECONDS,
            ],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
