import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from deploy.servers import Failed, Missing, Program, free_port, program

PARENT_AND_CHILD = "sleep 300 & echo $!; wait"


def child_of(parent):
    return int(parent.words())


def ends(pid):
    """Whether a process ends soon; one that nobody has buried yet counts as ended."""
    deadline = time.monotonic() + 5
    with suppress(psutil.NoSuchProcess):
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
    return True


@pytest.fixture
def parent(tmp_path):
    command = ["sh", "-c", PARENT_AND_CHILD]
    running = Program(command, log=tmp_path / "log")
    running.start(ready=lambda: running.words().endswith("\n"))
    yield running
    running.kill()


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_program_ends_with_all_it_started(parent, end):
    child = child_of(parent)
    getattr(parent, end)()
    assert not parent.running
    assert ends(child)


def test_a_program_that_ends_too_soon_says_why(tmp_path):
    failing = Program(["sh", "-c", "echo no such database; exit 3"], log=tmp_path / "log")
    with pytest.raises(Failed, match="no such database"):
        failing.start(ready=lambda: False)


def test_a_program_does_not_outlive_who_started_it(tmp_path):
    starter = (
        "import os, signal; from deploy.servers import Program;"
        f"print(Program(['sleep', '300'], log={str(tmp_path / 'log')!r}).start().pid, flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", starter], cwd=root, capture_output=True, text=True, check=False
    )
    assert ends(int(done.stdout))


def test_a_port_is_free_and_outside_what_clients_are_given():
    assert 20000 <= free_port() <= 32000


def test_what_is_not_installed_is_named_with_its_remedy():
    with pytest.raises(Missing, match="apt-get install toaster"):
        program("no-such-toaster", "toaster")
