"""Fixtures for tests against real servers: PostgreSQL, Redis, SMTP, a browser, and Docket itself as its users run it.

A test whose server this machine lacks is skipped with the reason; where `CI=true` it fails instead.

What is dear is made once in a run, and shared by its processes:

- a migrated database: `database_template.copy("sqlite" | "stack", directory)`, with `demo=True` the demo company in it;
- PostgreSQL: `postgres_server`, on which a test makes databases and which it never stops;
- a running site: `docket_site("sqlite", demo=True)`, or `docket_site_factory` for all tests of a module;
- the demo company for tests without a server: `demo_company` (conftest.py), in a module of their own.

The files go to the processes as wholes (`--dist loadfile`), so a module's fixtures are made once. Those marked `long_file`
begin first, then those that start servers.
"""

import asyncio
import fcntl
import hashlib
import itertools
import os
import shutil
import sqlite3
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
from django.conf import settings

from deploy import stack
from deploy.servers import (
    Database,
    GivenRedis,
    Missing,
    Program,
    Redis,
    free_port,
    postgres_for_tests,
    redis_for_tests,
)
from tests import nursery

ROOT = Path(__file__).resolve().parent.parent
FILE = "docket.sqlite3"
A_DAY = 24 * 60 * 60  # seconds


def pytest_configure(config):
    """Our browser replaces that of pytest-playwright, which is loaded after this plugin."""
    config.pluginmanager.import_plugin("tests.plugin_browser")
    config.pluginmanager.import_plugin("tests.plugin_imap")
    config.pluginmanager.import_plugin("tests.plugin_tour")
    config.pluginmanager.import_plugin("tests.plugin_doors")


def pytest_unconfigure():
    nursery.nursery.end()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Files marked `long_file` begin first, then those that start servers: nobody waits for them at the end."""
    servers = {
        "docket_site", "docket_site_factory", "postgres_server", "redis_server", "chromium",
        "imap_server",
    }  # fmt: skip
    long = {item.path for item in items if item.get_closest_marker("long_file")}
    starting = {
        item.path
        for item in items
        if servers & set(item.fixturenames) or item.get_closest_marker("slow_server")
    }
    items.sort(key=lambda item: (item.path not in long, item.path not in starting))


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
def of_the_run(tmp_path_factory):
    """A directory that all processes of this test run share; `make test` has two runs share one (TEST_RUN_DIR)."""
    if shared := os.environ.get("TEST_RUN_DIR"):
        return Path(shared)
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@contextmanager
def turn(file):
    """Nobody else of this run is in a block with this file."""
    with file.open("a") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def once(file, make):
    """What the first process of this run made, as text; the others wait for it and make nothing."""
    with turn(file.with_suffix(".turn")):
        if not file.exists():
            made = make()
            file.write_text(made)
        return file.read_text()


@pytest.fixture(scope="session")
def postgres_server(request, of_the_run):
    """The PostgreSQL of this run: `.url`, `.create_database()`. Nobody may stop it."""
    if os.environ.get("DATABASE_URL_TEST"):
        with postgres_for_tests() as given:
            given.name = os.getpid()  # each process drops what it made
            yield given
        return
    note = of_the_run / "postgres.url"
    users = (of_the_run / "postgres.users").open("a")
    fcntl.flock(users, fcntl.LOCK_SH)

    def start():
        server = postgres_for_tests().start()
        request.config.add_cleanup(lambda: stop_after_all(server, users, note))
        return server.url

    with or_skipped():
        url = once(note, start)
    server = Database(url)
    server.name = urlsplit(url).port
    yield server
    fcntl.flock(users, fcntl.LOCK_UN)


def stop_after_all(server, users, note):
    """The server has ended, and not before the last process of the run is done with it; who comes later starts one."""
    fcntl.flock(users, fcntl.LOCK_EX)
    note.unlink(missing_ok=True)
    server.stop()
    users.close()


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


class PythonProgram(Program):
    """The same for a program in Python, which need not import the libraries once more."""

    def launch(self, stdout):
        self.process = nursery.Child(self.command, env=self.env, stdout=stdout, stderr=stdout)


class Site:
    """Docket in processes of its own, on a database of its own, seen from outside.

    `web` is there on both engines; `worker` and `clock` (Celery) on the stack.
    """

    def __init__(self, directory, *, database, broker, mail, demo=False, **env):
        self.directory = directory
        self.demo = demo
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.broker = broker
        self.mail = mail
        self.env = {
            **surroundings(database, directory),
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "REDIS_URL": broker.url if broker else "",
            "EMAIL_URL": mail.url,
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
        return PythonProgram(command, log=self.directory / f"{name}.log", env=self.env)

    def start(self, *names):
        """The named programs run, or all of them; pages are answered."""
        for name in names or self.programs:
            self.programs[name].start(self.answers if name == "web" else None)

    def kill(self, name):
        """The program and its children are gone without a word, as by a power cut."""
        self.programs[name].kill()

    def end(self):
        """Nothing of it runs; its data are thrown away, so nobody waits for a good end."""
        for program in self.programs.values():
            program.kill()

    def pid(self, name):
        return self.programs[name].pid

    def log(self, name):
        """What a program has said so far."""
        return self.programs[name].words()

    def manage(self, *command, ok=True):
        """A management command has run on this site; answers what it printed; raises AssertionError where it failed."""
        done = nursery.run([*stack.MANAGE, *command], env=self.env)
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


class Template:
    """A migrated database of each engine, empty or with the demo company: made once in a run, for all to copy."""

    def __init__(self, directory, postgres):
        self.directory = directory
        self.kept = kept_tables()
        self.postgres = postgres

    def copy(self, engine, directory, demo=False):
        """The URL of a new database with the migrations' own records only, or with the demo company.

        The photos of the demo come along, in `directory / "files"`.
        """
        home = self.ready(engine, demo)
        if demo:
            shutil.copytree(home / "files", directory / "files")
        if engine == "stack":
            return self.postgres().create_database(
                like=urlsplit((home / "url").read_text()).path[1:]
            )
        with closing(sqlite3.connect(directory / FILE)) as copy, copy:
            self.copy_into(copy, demo)
            if demo:  # nobody wants its papers of months printed
                copy.execute(
                    "UPDATE core_document SET due_at = '2099-01-01' WHERE state = 'queued'"
                )
        return f"sqlite:///{directory / FILE}"

    def copy_into(self, database, demo=False):
        """An open, empty SQLite database, of a file or in memory, has it all."""
        with closing(sqlite3.connect(self.ready("sqlite", demo) / FILE)) as template:
            template.backup(database)

    def ready(self, engine, demo):
        """The directory of the template, which is there now: its URL, its files."""
        home = self.directory / f"{engine}-{'demo' if demo else 'empty'}"
        if engine == "stack":
            home = home.with_name(f"{home.name}-{self.postgres().name}")
        elif not demo:
            home = self.kept
        home.mkdir(parents=True, exist_ok=True)
        once(home / "url", lambda: self.make(engine, home, demo))
        return home

    def make(self, engine, home, demo):
        if demo:
            url = self.copy(engine, home)
        elif engine == "stack":
            url = self.postgres().create_database()
        else:
            url = f"sqlite:///{home / FILE}"
        command = [*stack.MANAGE, "demo" if demo else "migrate"]
        done = nursery.run(command, env=surroundings(url, home))
        assert done.returncode == 0, done.stdout + done.stderr
        (home / "said").write_text(done.stdout)
        return url


def kept_tables():
    """Where the empty SQLite template is kept from run to run, until something that migrations are made of changes."""
    made_of = sorted(
        [
            *ROOT.glob("*/migrations/*.py"),
            *ROOT.glob("config/core/migrations/*.py"),
            *ROOT.glob("config/core/*.py"),
            ROOT / "requirements.txt",
        ]
    )
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in made_of)).hexdigest()[:16]
    kept = ROOT / ".pytest_cache" / f"tables-{digest}"
    for old in set(kept.parent.glob("tables-*")) - {kept}:
        if old.stat().st_mtime < time.time() - A_DAY:  # another run may stand on a younger one
            shutil.rmtree(old, ignore_errors=True)
    return kept


def surroundings(url, directory):
    """The environment of Docket's programs; the key is that of the tests, so that links stay valid in every copy."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "PYTHONUNBUFFERED": "1",
        "DEBUG": "1",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": url,
        "DATA_DIR": str(directory),
    }


@pytest.fixture(scope="session")
def database_template(request, of_the_run):
    """The run's one set of migrated databases, empty and with the demo company; see `Template.copy`."""
    return Template(of_the_run, lambda: request.getfixturevalue("postgres_server"))


@contextmanager
def sites(template, new_directory, mail):
    """A factory of running sites, all ended when the block ends."""
    with ExitStack() as still:

        def start(engine="sqlite", demo=False, **env):
            directory = new_directory()
            with or_skipped():
                database = template.copy(engine, directory, demo)
                broker = still.enter_context(broker_of_a_site()) if engine == "stack" else None
            site = Site(directory, database=database, broker=broker, mail=mail, demo=demo, **env)
            still.callback(site.end)
            once(
                template.directory / "static-files-collected",
                lambda: site.manage("collectstatic", "--noinput"),
            )
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
    """`docket_site("sqlite" | "stack", demo=False, **env)` starts Docket for this test; mail goes to `smtp_server`."""
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
