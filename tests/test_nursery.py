"""A program from the nursery is as one that was started anew."""

import os
import signal
import subprocess
import sys

import pytest

from tests import nursery

TELLS = """
import json, os, sys
print(json.dumps([sys.argv, sys.path[:2], os.getcwd(), dict(os.environ), __name__]))
print(os.getsid(0) == os.getpid(), sys.stdin.read(), os.listdir("/dev/fd"), file=sys.stderr)
sys.exit(3)
"""
WAITS = "import signal; print('ready', flush=True); signal.pause()"


@pytest.fixture
def program(tmp_path):
    def write(text):
        (tmp_path / "program.py").write_text(text)
        return [sys.executable, tmp_path / "program.py", "a", "b c"]

    return write


def test_it_has_words_path_directory_environment_and_streams_of_its_own(program, tmp_path):
    command = program(TELLS)
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PYTHONPATH": "/x", "SHOP": "Ålesund"}

    done = nursery.run(command, env=env, cwd=tmp_path)

    as_ever = subprocess.run(
        command, env=env, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        start_new_session=True, check=False,
    )  # fmt: skip
    assert done.stdout == as_ever.stdout
    assert done.stderr == as_ever.stderr
    assert done.returncode == as_ever.returncode == 3


def test_it_reads_the_settings_of_its_own_environment(program, tmp_path):
    command = program(
        "from django.conf import settings; print(settings.SITE_URL, settings.DATA_DIR)"
    )
    for name in ("one", "two"):
        directory = tmp_path / name
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(nursery.ROOT),
            "SECRET_KEY": "of this shop",
            "SITE_URL": f"https://{name}.example",
            "DATA_DIR": str(directory),
        }
        done = nursery.run(command, env=env)
        assert done.stdout == f"https://{name}.example {directory}\n", done.stderr


def test_it_can_be_killed(program, tmp_path):
    log = tmp_path / "log"
    with log.open("w") as words:
        child = nursery.Child(program(WAITS), env=os.environ, stdout=words, stderr=words)
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0)
    assert child.poll() is None

    child.kill()

    assert child.wait() == child.poll() == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_nothing_of_it_is_there_when_the_tests_are_over(program):
    """Seen from a run that ends without a word: what it printed is over when nobody can write any more."""
    run = f"""
import os, sys
from tests import nursery
nursery.Child({[*map(str, program(WAITS))]}, env=os.environ, stdout=sys.stdout, stderr=sys.stderr)
os._exit(0)
"""
    command = [sys.executable, "-c", run]
    done = subprocess.run(command, cwd=nursery.ROOT, capture_output=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
