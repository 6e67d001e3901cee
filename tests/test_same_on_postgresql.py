"""What differs between the engines is shown on PostgreSQL by the very tests that show it on SQLite."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from tests.rooms import DESKS_OF_THIS_RUN

ROOT = Path(__file__).resolve().parent.parent
CORE = "config/core/tests"
REPAIRS = "serviceorders/tests"
WAREHOUSE = "warehouse/tests"
MAINTENANCE = "workorders/tests"
FILES = [
    f"{CORE}/test_search_words.py",
    f"{CORE}/test_workflow_history.py",
    f"{CORE}/test_workflow_steps.py",
    f"{CORE}/test_numbers.py",
    f"{CORE}/test_submission.py",
    f"{CORE}/test_hand_overs.py",
    f"{REPAIRS}/test_open_order.py",
    f"{REPAIRS}/test_change_order.py",
    f"{REPAIRS}/test_clients_merged.py",
    f"{WAREHOUSE}/test_database_refuses.py",
    f"{WAREHOUSE}/test_thousand_lines.py",
    f"{MAINTENANCE}/test_api_idempotency.py",
    f"{MAINTENANCE}/test_api_machine_data.py",
    f"{MAINTENANCE}/test_people_also_seen.py",
]
RUN = [file for file in FILES if file.partition("/")[0] in ("config", *DESKS_OF_THIS_RUN)]


def test_searching_history_numbers_orders_stock_and_machines_are_the_same_on_postgresql(
    database_template, postgres_server, tmp_path
):
    url = database_template.copy("stack", tmp_path)
    name = urlsplit(url).path[1:]
    postgres_server.create_database(f"test_{name}", like=name)  # what --reuse-db looks for
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:randomly",
            "-p",
            "no:cacheprovider",
            "--reuse-db",
            *RUN,
        ],
        env=os.environ | {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
