"""Docket as in production, on one machine: PostgreSQL, Redis, web, a Celery worker and the clock.

`make stack` runs this; what it keeps lies in `.stack/`. Ctrl-C ends everything.
"""

import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from deploy.servers import Failed, Missing, Postgres, Program, Redis, answers, home_of_postgres

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".stack"
PYTHON = sys.executable
MANAGE = [PYTHON, ROOT / "manage.py"]
GRACE = {"web": 5, "clock": 1, "worker": 2}  # seconds to end in; less than ten together


def web(port, workers=2):
    """The command that serves pages and streams; an open stream would hold it for ever but for the time-out."""
    return [
        *(PYTHON, "-m", "gunicorn", "config.asgi:application", "-k", "asgi"),
        *("--bind", f"127.0.0.1:{port}", "--workers", workers),
        *("--graceful-timeout", "3", "--no-control-socket", "--log-level", "warning"),
    ]


def worker(concurrency=2):
    """The command that sends mail and prints documents."""
    return [
        *(PYTHON, "-m", "celery", "--quiet", "-A", "config", "worker"),
        *("--concurrency", concurrency, "--loglevel", "warning", "--without-gossip"),
    ]


def clock(schedule):
    """The command that gives the work of the clock to the workers; `schedule` is a file it owns."""
    return [
        *(PYTHON, "-m", "celery", "--quiet", "-A", "config", "beat"),
        *("--schedule", schedule, "--pidfile", "", "--loglevel", "warning"),
    ]


class Spoken(Program):
    """A program whose lines are told here, each with its name before it."""

    def __init__(self, name, command, *, env, told):
        super().__init__(command, log=os.devnull, env=env, cwd=ROOT)
        self.name = name
        self.told = told

    def begin(self):
        self.launch(stdout=subprocess.PIPE)
        Thread(target=self.tell, daemon=True).start()
        Thread(target=self.watch, daemon=True).start()
        return self

    def tell(self):
        for line in self.process.stdout:
            say(self.name, line.decode(errors="replace").rstrip())

    def watch(self):
        self.process.wait()
        self.told.put(self.name)


def say(name, line):
    print(f"{name:>8} | {line}", flush=True)


def secret_key():
    """A key of this stack's own, the same at every start."""
    file = KEPT / "secret_key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def surroundings(port, database, broker):
    """The environment of every program; what the caller's own says goes before."""
    return {
        "DEBUG": "1",
        "SECRET_KEY": secret_key(),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATA_DIR": str(KEPT / "data"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
        **os.environ,
        "DATABASE_URL": database.url,
        "REDIS_URL": broker.url,
    }


def prepare(env):
    """The tables, the static files and, the first time, the demo company are there."""
    manage(env, "migrate")
    manage(env, "createcachetable")
    manage(env, "collectstatic", "--noinput")
    manage(env, "demo", "--once")


def manage(env, *command):
    say("setup", f"manage.py {' '.join(command)}")
    done = subprocess.run(
        [*MANAGE, *command],
        env=env,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise Failed(f"manage.py {command[0]}:\n{done.stdout}{done.stderr}")


def listen_for_the_end(told):
    """Ctrl-C, a stop from outside and a closed terminal are told like the end of a program."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: told.put("stop"))


def run(port, told, still):
    """The stack runs until someone stops it or a part dies; answers the exit code."""
    KEPT.mkdir(exist_ok=True)
    (KEPT / "data").mkdir(exist_ok=True)
    database = still.enter_context(Postgres(home_of_postgres(KEPT), durable=True))
    broker = still.enter_context(Redis(KEPT / "redis"))
    env = surroundings(port, database, broker)
    prepare(env)
    for name, command in [
        ("worker", worker()),
        ("clock", clock(KEPT / "clock")),
        ("web", web(port)),
    ]:
        program = Spoken(name, command, env=env, told=told).begin()
        still.callback(program.stop, GRACE[name])
    Thread(target=announce, args=(port,), daemon=True).start()
    ended = told.get()
    if ended == "stop":
        return 0
    say("stack", f"{ended} has ended; so does the rest")
    return 1


def announce(port):
    """The address is told once it answers."""
    while not answers(port):
        time.sleep(0.1)
    say("stack", f"http://127.0.0.1:{port}  (Ctrl-C ends it)")


def main():
    port = int(os.environ.get("PORT") or 8000)
    if answers(port):
        return f"Port {port} is taken. Another one: PORT={port + 1} make stack"
    told = SimpleQueue()
    listen_for_the_end(told)
    try:
        with ExitStack() as still:
            return run(port, told, still)
    except (Failed, Missing) as error:
        return str(error) if told.empty() else 0


if __name__ == "__main__":
    sys.exit(main())
