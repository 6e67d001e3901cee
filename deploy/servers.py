"""The servers Docket stands on, started from what the machine has, on free loopback ports.

`DATABASE_URL_TEST` and `REDIS_URL_TEST` name servers to be used instead; `CHROMIUM` names a browser.
"""

import getpass
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

EVERYWHERE = os.pathsep.join(
    ["/usr/bin", "/usr/local/bin", os.environ.get("PATH", ""), str(Path(sys.executable).parent)]
)


class Missing(Exception):
    """The machine lacks a program; the message says what to do about it."""


class Failed(Exception):
    """A program ended, or was not ready in time; the message holds the end of its log."""


def program(name, package, path=EVERYWHERE):
    """The full path of a program; raises Missing."""
    found = shutil.which(name, path=path)
    if not found:
        raise Missing(f"{name} is not installed: apt-get install {package}")
    return found


def chromium_path():
    """The browser of the machine, without windows where it is there in that kind; raises Missing."""
    light = "chromium-headless-shell"
    named = os.environ.get("CHROMIUM")
    there = named or shutil.which(light, path=EVERYWHERE) or "chromium"
    return program(there, light)


def free_port():
    """A loopback port nobody listens on, outside the range the system gives to its own clients."""
    while True:
        port = random.randint(20000, 32000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def answers(port):
    """Whether something listens on a loopback port."""
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0


def own_directory(prefix):
    """A new directory that every user may enter; pytest's own are closed to the user postgres."""
    directory = Path(tempfile.mkdtemp(prefix=prefix))
    directory.chmod(0o755)
    return directory


class Program:
    """One running program in a session of its own, its words in a log file, ended by its pid.

    It also ends when the process that started it dies, however that happens.
    """

    def __init__(self, command, *, log, env=None, cwd=None, user=None, stop_by=signal.SIGTERM):
        self.command = [str(part) for part in command]
        self.log = Path(log)
        self.env, self.cwd, self.user, self.stop_by = env, cwd, user, stop_by
        self.process = None

    @property
    def pid(self):
        return self.process.pid

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def start(self, ready=None, seconds=60):
        """The program runs and `ready()` has said yes; raises Failed."""
        with self.log.open("ab") as log:
            self.launch(stdout=log)
        deadline = time.monotonic() + seconds
        while ready and not ready():
            if not self.running or time.monotonic() > deadline:
                self.stop()
                raise Failed(f"{self.command[0]} did not become ready:\n{self.words()[-4000:]}")
            time.sleep(0.05)
        return self

    def launch(self, stdout):
        self.process = subprocess.Popen(
            self.ends_with_us() + self.command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            env=self.env,
            cwd=self.cwd,
            start_new_session=True,
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user else None,
        )

    def ends_with_us(self):
        """What the command begins with: it is told when we die, and does not run where we died before it could be told."""
        setpriv = shutil.which("setpriv")
        still_there = f'[ "$PPID" = {os.getpid()} ] || exit; exec "$@"'
        told = [setpriv, "--pdeathsig", self.stop_by.name[3:], "--"]
        return [*told, "sh", "-c", still_there, "sh"] if setpriv else []

    def words(self):
        """What the program has said so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self, seconds=10):
        """The program has ended, with everything it started; it was asked first."""
        if self.running:
            self.process.send_signal(self.stop_by)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        self.kill()

    def kill(self):
        """The program and everything it started are gone without a word of warning."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


class Database:
    """A PostgreSQL server by its URL, on which databases can be made."""

    def __init__(self, url):
        self.url = url
        self.made = []

    def url_of(self, name):
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def create_database(self, name=None, like=None):
        """A new database, empty or as one before it; answers its URL."""
        name = name or f"docket_{secrets.token_hex(6)}"
        self.say(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like}"' if like else ""))
        self.made.append(name)
        return self.url_of(name)

    def drop_database(self, name):
        """The database is gone, whoever was still connected to it."""
        self.say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def say(self, sql):
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for name in self.made:
            self.drop_database(name)


class Postgres(Database):
    """A PostgreSQL of our own; kept where `directory` is given, else gone with the process."""

    def __init__(self, directory=None, *, durable=False):
        self.temporary = directory is None
        self.directory = Path(directory) if directory else None
        self.durable = durable
        self.port = None
        super().__init__(None)

    def start(self):
        """The server answers on `url`; raises Missing or Failed."""
        self.user = "postgres" if os.geteuid() == 0 else None
        binaries = os.pathsep.join(
            map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"))[::-1])
        )
        self.initdb = program("initdb", "postgresql", path=binaries + os.pathsep + EVERYWHERE)
        if self.temporary:
            self.directory = own_directory("docket-postgres-")
        self.directory.mkdir(parents=True, exist_ok=True)
        if self.user:
            shutil.chown(self.directory, self.user, self.user)
        self.port = self.port or free_port()
        if not (self.directory / "data" / "PG_VERSION").exists():
            self.make_cluster()
        self.server = Program(
            [
                *(Path(self.initdb).resolve().with_name("postgres"), "-D", self.directory / "data"),
                *("-p", self.port, "-h", "127.0.0.1", "-k", self.directory),
                *("-c", "max_connections=200"),
                *([] if self.durable else ["-c", "fsync=off", "-c", "synchronous_commit=off"]),
            ],
            log=self.directory / "log",
            cwd=self.directory,
            user=self.user,
            stop_by=signal.SIGINT,  # ends open connections; SIGTERM would wait for them
        ).start(self.ready)
        self.url = f"postgres://docket@127.0.0.1:{self.port}/docket"
        return self

    def make_cluster(self):
        """An empty cluster with the role and the database `docket`."""
        done = subprocess.run(
            [
                *(self.initdb, "-D", self.directory / "data", "-U", "postgres", "-A", "trust"),
                *("--encoding=UTF8", "--locale=C.UTF-8"),
                *([] if self.durable else ["--no-sync"]),
            ],
            cwd=self.directory,
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user else None,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Failed(f"initdb: {done.stdout}{done.stderr}")

    def ready(self):
        with suppress(psycopg.OperationalError), psycopg.connect(**self.owner()) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname='docket'").fetchone():
                connection.execute("CREATE ROLE docket LOGIN CREATEDB")
                connection.execute("CREATE DATABASE docket OWNER docket")
            return True

    def owner(self):
        return {
            "host": "127.0.0.1",
            "port": self.port,
            "user": "postgres",
            "dbname": "postgres",
            "autocommit": True,
            "connect_timeout": 2,
        }

    def stop(self):
        """The server has ended; its data are gone unless a directory was named."""
        self.server.stop()
        if self.temporary:
            shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


class Redis:
    """A Redis of our own that can be stopped and started again on the same port.

    It forgets everything when it stops, unless a directory is named.
    """

    def __init__(self, directory=None):
        self.temporary = directory is None
        self.directory = Path(directory) if directory else own_directory("docket-redis-")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        """The server answers on `url`; raises Missing or Failed."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self.server = Program(
            [
                *(program("redis-server", "redis-server"), "--bind", "127.0.0.1"),
                *("--port", self.port, "--dir", self.directory),
                *("--save", "", "--appendonly", "no" if self.temporary else "yes"),
                *("--maxmemory-policy", "noeviction"),
            ],
            log=self.directory / "log",
        ).start(self.ready)
        return self

    def ready(self):
        with suppress(redis.RedisError), redis.Redis.from_url(self.url) as client:
            return client.ping()

    def stop(self):
        """Nobody answers on the port."""
        self.server.stop()

    def kill(self):
        """Nobody answers on the port, and the server had no time to say so."""
        self.server.kill()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        if self.temporary:
            shutil.rmtree(self.directory, ignore_errors=True)


class GivenRedis:
    """The Redis that `REDIS_URL_TEST` names: emptied, and not ours to stop."""

    def __init__(self, url):
        self.url = url

    def __enter__(self):
        with redis.Redis.from_url(self.url) as client:
            client.flushdb()
        return self

    def __exit__(self, *_):
        pass

    def start(self):
        raise Missing("the Redis of REDIS_URL_TEST is not ours to start")

    def stop(self):
        raise Missing("the Redis of REDIS_URL_TEST is not ours to stop")

    kill = stop


def postgres_for_tests():
    """The PostgreSQL for a test run: the one the environment names, else one of our own."""
    given = os.environ.get("DATABASE_URL_TEST")
    return Database(given) if given else Postgres()


def redis_for_tests():
    """The Redis for a test run: the one the environment names, else one of our own."""
    given = os.environ.get("REDIS_URL_TEST")
    return GivenRedis(given) if given else Redis()


def may_enter(user, directory):
    """Whether another user may reach a directory through all that are above it."""
    command = ["test", "-x", directory]
    return (
        subprocess.run(command, user=user, group=user, extra_groups=[], check=False).returncode == 0
    )


def home_of_postgres(directory):
    """`directory` where PostgreSQL's user may enter it, else a place that it may, kept as well."""
    directory.mkdir(parents=True, exist_ok=True)
    if os.geteuid() or may_enter("postgres", directory):
        return directory / "postgres"
    kept = Path("/var/tmp")  # nosec B108 -- a fixed name is the point: the data are found again
    return kept / f"docket-{getpass.getuser()}{str(directory).replace('/', '-')}"
