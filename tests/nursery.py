"""Python programs that tests start, without the seconds that importing the libraries takes each time.

One process for each process of a test run has imported them, has read no settings, and forks a child for each program.
The child is as new as any: environment, directory, streams and session are its own, and it imports Docket itself.
"""

import ctypes
import gc
import json
import os
import runpy
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = [  # importing them reads no settings, opens no connection and starts no thread
    *("PIL.Image", "barcode", "celery.apps.beat", "celery.apps.worker", "celery.bin.celery"),
    *("celery.concurrency.prefork", "celery.schedules", "django.contrib.admin.options"),
    *("django.core.management", "django.db.backends.postgresql.base"),
    *("django.db.backends.sqlite3.base", "django.db.migrations.executor"),
    *("django.template.loader", "django.test.client", "fido2.server", "filetype", "httptools"),
    *("icalendar", "imap_tools", "kombu.transport.redis", "numpy", "pi_heif", "prometheus_client"),
    *("psycopg_pool", "phonenumber_field.formfields", "pydantic", "redis", "segno", "structlog"),
    *("uvicorn", "uvloop", "whitenoise.storage"),
]
NUMBER = struct.Struct("i")
TELL_ME_OF_MY_PARENT_S_END, CALL_ME = 1, 15  # PR_SET_PDEATHSIG, PR_SET_NAME


# Asked by the tests


def run(command, *, env, cwd=ROOT):
    """What a Python program answered, as `subprocess.run` tells it."""
    with TemporaryFile("w+") as stdout, TemporaryFile("w+") as stderr:
        code = Child(command, env=env, cwd=cwd, stdout=stdout, stderr=stderr).wait()
        stdout.seek(0)
        stderr.seek(0)
        return subprocess.CompletedProcess(command, code, stdout.read(), stderr.read())


class Child:
    """A running Python program, as `subprocess.Popen` has it; it also ends when the tests do."""

    def __init__(self, command, *, env, cwd=ROOT, stdout, stderr):
        self.returncode = None
        self.channel, its = socket.socketpair()
        with its:
            streams = [each.fileno() for each in (its, stdout, stderr)]
            socket.send_fds(nursery.door(), [b"+"], streams)
        _python, *words = map(str, command)
        job = {"words": words, "env": dict(env), "cwd": str(cwd)}
        self.channel.sendall(json.dumps(job).encode() + b"\n")
        self.pid = self.heard()

    def heard(self):
        return NUMBER.unpack(self.channel.recv(NUMBER.size, socket.MSG_WAITALL))[0]

    def wait(self, timeout=None):
        """Its exit code, negative where a signal ended it; raises TimeoutExpired after so many seconds."""
        if self.returncode is None:
            self.channel.settimeout(timeout)
            try:
                self.returncode = self.heard()
            except (BlockingIOError, TimeoutError) as late:
                raise subprocess.TimeoutExpired(self.pid, timeout) from late
            self.channel.close()
        return self.returncode

    def poll(self):
        """Its exit code, or None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that has the libraries: begun when it is first asked, ended with the tests."""

    def __init__(self):
        self.process, self.turn = None, Lock()

    def door(self):
        """Where it hears of the next child."""
        with self.turn:
            if self.process is None:
                self.ours, its = socket.socketpair()
                with its:
                    self.process = subprocess.Popen(
                        [sys.executable, "-m", "tests.nursery", str(its.fileno())],
                        env={
                            "PATH": os.environ["PATH"],
                            "PYTHONUNBUFFERED": "1",
                            "OPENBLAS_NUM_THREADS": "1",
                        },
                        cwd=ROOT,
                        stdin=subprocess.DEVNULL,
                        pass_fds=[its.fileno()],
                        start_new_session=True,
                    )
            return self.ours

    def end(self):
        """It is gone, and its children were told to go."""
        if self.process:
            self.ours.close()
            self.process.wait()


nursery = Nursery()


# In the process itself


class Parent:
    """Forks a child for each that comes to the door, and tells who asked how it ended."""

    def __init__(self, door):
        self.door = door
        self.channels = {}

    def child(self):
        """Its channel and its streams, in the child; the parent stays here until nobody can ask any more."""
        signal.signal(signal.SIGCHLD, self.bury)
        while True:
            asked, given, *_ = socket.recv_fds(self.door, 1, 3)
            if not asked:
                os._exit(0)
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
            channel, *streams = given
            pid = os.fork()
            self.channels[pid] = channel
            if not pid:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
            if not pid:
                return socket.socket(fileno=channel), streams
            for stream in streams:
                os.close(stream)

    def bury(self, *_):
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = ended
                with socket.socket(fileno=self.channels.pop(pid)) as channel, suppress(OSError):
                    channel.sendall(NUMBER.pack(os.waitstatus_to_exitcode(status)))


def become(channel, streams):
    """This process runs the program, as `python` would with the words that come through the channel."""
    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(TELL_ME_OF_MY_PARENT_S_END, signal.SIGTERM)
    os.setsid()
    with channel, channel.makefile() as words:
        job = json.loads(words.readline())
        named = " ".join(Path(word).name for word in job["words"] if not word.startswith("-"))
        with suppress(AttributeError):
            ctypes.CDLL(None).prctl(CALL_ME, named.encode())
        channel.sendall(NUMBER.pack(os.getpid()))
    for number, stream in enumerate(streams, 1):
        os.dup2(stream, number)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.environ.clear()
    os.environ.update(job["env"])
    os.chdir(job["cwd"])
    is_module = job["words"][0] == "-m"
    name, *sys.argv[1:] = job["words"][is_module:]
    sys.argv[0] = name
    sys.path[0] = job["cwd"] if is_module else str(Path(name).resolve().parent)
    sys.path[1:1] = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    if is_module:
        runpy.run_module(name, run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(name, run_name="__main__")


if __name__ == "__main__":
    for library in LIBRARIES:
        import_module(library)
    gc.freeze()  # nobody looks for garbage in what all share
    become(*Parent(socket.socket(fileno=int(sys.argv[1]))).child())
