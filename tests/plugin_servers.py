"""Fixtures for tests against real servers: PostgreSQL, Redis, SMTP, a browser, and Docket itself as its users run it.

A test whose server this machine lacks is skipped with the reason; where `CI=true` it fails instead.
"""

import asyncio
import fcntl
import itertools
import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Condition
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller

from deploy import stack
from deploy.servers import (
    GivenRedis,
    Missing,
    Program,
    Redis,
    free_port,
    postgres_for_tests,
    redis_for_tests,
)

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config):
    """Our browser replaces that of pytest-playwright, which is loaded after this plugin."""
    config.pluginmanager.import_plugin("tests.plugin_browser")


@contextmanager
def or_skipped():
    """What this machine lacks skips the test, or fails it in CI."""
    try:
        yield
    except Missing as lack:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must have it: {lack}", pytrace=False)
        pytest.skip(str(lack))


# Servers


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL of this worker's own: `.url`, `.create_database()`."""
    with ExitStack() as still:
        with or_skipped():
            server = still.enter_context(postgres_for_tests())
        yield server


@pytest.fixture
def redis_server():
    """An empty Redis: `.url`, and `.stop()`, `.start()`, `.kill()` for outages."""
    with ExitStack() as still:
        with or_skipped():
            server = still.enter_context(redis_for_tests())
        yield server


@dataclass(frozen=True)
class Received:
    """One message as the mail server took it: the envelope and the parsed letter."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self):
        return self.message["Subject"]

    @property
    def text(self):
        body = self.message.get_body(("plain", "html"))
        return body.get_content() if body else ""


class MailServer:
    """An SMTP server that keeps every message, and can be told to refuse, to hang and to be gone."""

    def __init__(self):
        self.port = free_port()
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.messages = []
        self.refused = []
        self.changed = Condition()
        self.refusals = 0
        self.refusal = ""
        self.hanging = False

    def start(self):
        """The server takes mail on its port."""
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        """Nobody answers on the port; what came before is kept."""
        self.hanging = False
        self.controller.stop()

    def refuse_next(self, count, reply="451 4.3.0 Try again later"):
        """The next messages are refused with `reply`: for the moment (4xx) or for good (5xx)."""
        with self.changed:
            self.refusals, self.refusal = count, reply

    def hang(self):
        """Messages are read and never answered, until `go_on()`."""
        self.hanging = True

    def go_on(self):
        """Messages that hung are answered and kept."""
        self.hanging = False

    async def handle_DATA(self, server, session, envelope):
        while self.hanging:
            await asyncio.sleep(0.05)
        received = Received(
            envelope.mail_from,
            tuple(envelope.rcpt_tos),
            message_from_bytes(envelope.content, policy=policy.default),
        )
        with self.changed:
            refused = self.refusals > 0
            self.refusals -= refused
            (self.refused if refused else self.messages).append(received)
            self.changed.notify_all()
            return self.refusal if refused else "250 OK"

    def wait_for(self, predicate, timeout=30):
        """The first message that satisfies `predicate`, which may still be on its way; raises AssertionError."""
        with self.changed:
            found = self.changed.wait_for(
                lambda: next(filter(predicate, self.messages), None), timeout
            )
            assert found, f"It did not come; these did: {[m.subject for m in self.messages]}"
            return found

    def wait_for_count(self, count, timeout=30):
        """At least `count` messages have come; answers all of them; raises AssertionError."""
        with self.changed:
            self.changed.wait_for(lambda: len(self.messages) >= count, timeout)
            assert len(self.messages) >= count, [m.subject for m in self.messages]
            return list(self.messages)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        with suppress(AssertionError):  # a test may have stopped it already
            self.stop()


@pytest.fixture
def smtp_server():
    """A mail server with no mail yet: `.url`, `.messages`, `.wait_for(predicate)`."""
    with MailServer() as server:
        yield server


# Docket itself


class Site:
    """Docket in processes of its own, on a database of its own, seen from outside.

    `web` is there on both engines; `worker` and `clock` (Celery) on the stack.
    """

    def __init__(self, directory, *, database, broker, mail, **env):
        self.directory = directory
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.broker = broker
        self.mail = mail
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "PYTHONUNBUFFERED": "1",
            "DEBUG": "1",
            "SECRET_KEY": "a key that only this test run knows, and long enough",
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "DATABASE_URL": database,
            "REDIS_URL": broker.url if broker else "",
            "EMAIL_URL": mail.url,
            "DATA_DIR": str(directory),
            "OUTBOX_LEASE": "12",
            "OUTBOX_SWEEP": "1",
            **env,
        }
        commands = self.stack_commands() if broker else {"web": [*stack.MANAGE, "serve"]}
        self.programs = {name: self.program(name, command) for name, command in commands.items()}

    def stack_commands(self):
        return {
            "worker": stack.worker(concurrency=1),
            "clock": stack.clock(self.directory / "clock"),
            "web": stack.web(self.port, workers=1),
        }

    def program(self, name, command):
        return Program(command, log=self.directory / f"{name}.log", env=self.env, cwd=ROOT)

    def start(self, *names):
        """The named programs run, or all of them; pages are answered."""
        for name in names or self.programs:
            if name == "web":
                with static_files_once(self.directory):
                    self.programs[name].start(self.answers)
            else:
                self.programs[name].start()

    def stop(self, *names):
        """The named programs have ended in good order, or all of them."""
        for name in names or reversed(self.programs):
            self.programs[name].stop()

    def kill(self, name):
        """The program and its children are gone without a word, as by a power cut."""
        self.programs[name].kill()

    def pid(self, name):
        return self.programs[name].pid

    def log(self, name):
        """What a program has said so far."""
        return self.programs[name].words()

    def manage(self, *command, ok=True):
        """A management command has run on this site; answers what it printed; raises AssertionError where it failed."""
        done = run([*stack.MANAGE, *command], self.env)
        assert not ok or done.returncode == 0, done.stdout + done.stderr
        return done.stdout if ok else done

    def answers(self):
        """Whether the web process answers."""
        with suppress(OSError, HTTPException):
            return self.get("/healthz", timeout=5)[0] == 200

    def get(self, path, timeout=30):
        """The status and the text of a page, asked for by a stranger who follows no redirect."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as connection:
            connection.request("GET", path)
            page = connection.getresponse()
            return page.status, page.read().decode(errors="replace")

    def wait_until(self, fact, timeout=30):
        """`fact()` has come true, and is answered; raises AssertionError with the logs."""
        deadline = time.monotonic() + timeout
        while not (found := fact()):
            if time.monotonic() > deadline:
                raise AssertionError(
                    "".join(f"\n{n}:\n{self.log(n)[-3000:]}" for n in self.programs)
                )
            time.sleep(0.1)
        return found


@contextmanager
def static_files_once(directory):
    """`serve` finds the static files collected by another site's start; the starts of a run take turns."""
    note = ROOT / "staticfiles" / "static.sha256"
    with (ROOT / "manage.py").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if note.exists():
            shutil.copy(note, directory)
        yield
        if (directory / note.name).exists():
            shutil.copy(directory / note.name, note)


class Template:
    """A migrated, empty database of each engine, from which every site gets its copy."""

    def __init__(self, directory, postgres):
        self.directory = directory
        self.postgres = postgres
        self.ready = {}

    def copy(self, engine, directory):
        """The URL of a new database with all tables and no records but the migrations' own."""
        if engine not in self.ready:
            self.ready[engine] = getattr(self, f"make_{engine}")()
        return getattr(self, f"copy_{engine}")(self.ready[engine], directory)

    def make_sqlite(self):
        file = self.directory / "docket.sqlite3"
        migrate(f"sqlite:///{file}", self.directory)
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return file

    def copy_sqlite(self, file, directory):
        shutil.copyfile(file, directory / "docket.sqlite3")
        return f"sqlite:///{directory / 'docket.sqlite3'}"

    def make_stack(self):
        url = self.postgres().create_database()
        migrate(url, self.directory)
        return urlsplit(url).path[1:]

    def copy_stack(self, name, directory):
        return self.postgres().create_database(like=name)


def migrate(url, directory):
    env = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(directory), "DEBUG": "1"}
    for command in ("migrate", "createcachetable"):
        done = run([*stack.MANAGE, command, "--verbosity", "0"], env)
        assert done.returncode == 0, done.stdout + done.stderr


def run(command, env):
    """What a command answered; its output is in `stdout` and `stderr`."""
    return subprocess.run(
        [str(part) for part in command],
        env=env,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def database_template(request, tmp_path_factory):
    return Template(
        tmp_path_factory.mktemp("template"), lambda: request.getfixturevalue("postgres_server")
    )


@contextmanager
def sites(template, new_directory, mail):
    """A factory of running sites, all ended when the block ends."""
    with ExitStack() as still:

        def start(engine="sqlite", **env):
            directory = new_directory()
            with or_skipped():
                database = template.copy(engine, directory)
                broker = still.enter_context(broker_of_a_site()) if engine == "stack" else None
            site = Site(directory, database=database, broker=broker, mail=mail, **env)
            still.callback(site.stop)
            site.start()
            return site

        yield start


given_database = itertools.count(int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) * 8)


def broker_of_a_site():
    """A Redis no other site talks to: a server, or a numbered database of the one that was given."""
    given = os.environ.get("REDIS_URL_TEST")
    if not given:
        return Redis()
    return GivenRedis(urlsplit(given)._replace(path=f"/{next(given_database) % 16}").geturl())


@pytest.fixture
def docket_site(database_template, tmp_path_factory, smtp_server):
    """`docket_site("sqlite" | "stack", **env)` starts Docket for this test; its mail goes to `smtp_server`."""
    with sites(database_template, lambda: tmp_path_factory.mktemp("site"), smtp_server) as start:
        yield start


@pytest.fixture(scope="module")
def docket_site_factory(database_template, tmp_path_factory):
    """The same for a whole module, where its tests do not disturb each other; mail is in `site.mail`."""
    with (
        MailServer() as mail,
        sites(database_template, lambda: tmp_path_factory.mktemp("site"), mail) as start,
    ):
        yield start
