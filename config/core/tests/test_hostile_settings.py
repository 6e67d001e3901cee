"""The settings of a production site pass Django's own review."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_links_are_never_made_with_a_blank_key(tmp_path):
    """A line of .env that was left blank is a line left out."""
    environment = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "of-this-shop", "TOKEN_KEY": ""}
    key = subprocess.check_output(
        [sys.executable, "-c", "from config import settings; print(settings.TOKEN_KEY)"],
        cwd=ROOT,
        env=environment | {"PATH": os.environ["PATH"]},
        text=True,
    )

    assert key == "of-this-shop\n"


def test_a_shop_that_others_can_reach_does_not_start_with_the_key_that_everybody_knows(tmp_path):
    environment = {"DATA_DIR": str(tmp_path), "SITE_URL": "https://desk.example.org"}
    refused = subprocess.run(
        [sys.executable, "-c", "from config import settings"],
        cwd=ROOT,
        env=environment | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert "Set SECRET_KEY to a long random text" in refused.stderr


def test_a_production_site_is_deployed_without_a_warning(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "a1-B2_c3" * 10,
        "SITE_URL": "https://desk.example.org",
        "ALLOWED_HOSTS": "desk.example.org",
        "DATABASE_URL": "postgres://docket:secret@127.0.0.1:1/docket",
        "TRUSTED_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    review = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert "no issues" in review.stdout, review.stderr
    assert review.returncode == 0
