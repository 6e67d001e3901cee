"""Whatever schemathesis sends by the contract in /api/openapi.json, or against it, the API keeps to the contract.

`make fuzz` does it for longer, and `FUZZ_SECONDS` says how long.
"""

import os
import subprocess
import sys
from pathlib import Path

SECONDS = os.environ.get("FUZZ_SECONDS", "12")
ROWS = """
from config.core.actors import CLOCK
from workorders.models import ApiToken, Asset, ServiceTask, Site
from workorders.services.orders import open_order
site = Site.objects.create(name="North hall")
press = Asset.objects.create(name="Press", tag="P-1", site=site, external_ids={"vin": "1FT"})
ServiceTask.objects.create(name="Oil")
for title in ("Check", "Clean"):
    open_order(by=CLOCK, title=title, assets=[press])
print(ApiToken.make("Fuzz", "write")[1])
"""
NO_LIMITS = {
    f"API_{name}": "0"
    for name in ("READS_A_SECOND", "WRITES_A_MINUTE", "TOKEN_A_SECOND", "ALL_A_SECOND")
}


def test_the_api_keeps_to_its_contract(docket_site, tmp_path):
    site = docket_site("sqlite", **NO_LIMITS)
    token = site.manage("shell", "-v", "0", "-c", ROWS).split()[-1]
    done = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "--config-file", Path(__file__).with_name("schemathesis.toml"),
            "run", f"{site.url}/api/openapi.json",
            "--header", f"Authorization: Bearer {token}",
            "--checks", "all", "--phases", "coverage,fuzzing,stateful",
            "--max-time", SECONDS, "--workers", "2",
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr + site.log("web")[-3000:]
