"""Crowds of real processes and threads at one database, for the tests of what happens at the same moment.

A test asks (`ask`) for a job by its name; a helper process does it on the database that its environment names, and
answers in JSON. Helpers are forked by a process that has set Django up once for all that have the same settings.
"""

import atexit
import ctypes
import gc
import json
import os
import signal
import socket
import sqlite3
import sys
import threading
import traceback
from contextlib import closing
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

import psycopg
from environ import Env

from tests import nursery

NEW_YEAR_IN_AUCKLAND = datetime(2026, 12, 31, 11, tzinfo=UTC)


# Asked by the tests


def ask(job, env, module="tests.workers", **given):
    """What the job of that module answers; raises AssertionError with its words where it fails."""
    place = {name: env[name] for name in ("DATABASE_URL", "DATA_DIR")}
    kind = {"DATABASE_URL": f"{urlsplit(env['DATABASE_URL']).scheme}://", "DATA_DIR": "/nowhere"}
    try:
        return helpers(frozenset((env | kind).items())).ask([module, job, given, place])
    except BaseException:
        helpers.cache_clear()  # an answer that comes too late is not that of the next
        raise


class Helpers:
    """The process that forks a helper for each job, with these settings but for the place of its data."""

    def __init__(self, env):
        ours, its = socket.socketpair()
        self.words = TemporaryFile("w+")  # noqa: SIM115 -- open as long as the process
        command = [sys.executable, "-m", "tests.workers"]
        with its:
            env = env | {"DJANGO_SETTINGS_MODULE": "config.settings"}
            self.process = nursery.Child(command, env=env, stdout=its, stderr=self.words)
        with ours:
            self.line = ours.makefile("rw")

    def ask(self, wish):
        self.words.seek(0)
        self.words.truncate()
        self.line.write(json.dumps(wish) + "\n")
        self.line.flush()
        answer = self.line.readline().strip()
        self.words.seek(0)
        assert answer, self.words.read()
        return json.loads(answer)


@lru_cache(maxsize=4)
def helpers(settings):
    """Those of the settings asked for last are there; the others end, for nobody holds their line."""
    return Helpers(dict(settings))


def surroundings(url, directory):
    """The environment of a helper on this database."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DATABASE_URL": url,
        "DATABASE_POOL": "30",
        "DATA_DIR": str(directory),
        "REDIS_URL": "",
    }


def rows(url, query):
    """The rows of a query on the database of a running site."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as database:
            return database.execute(query).fetchall()
    return connected(url).execute(query).fetchall()


@lru_cache(maxsize=1)
def connected(url):
    """A connection for all that is asked of this PostgreSQL, again and again."""
    return psycopg.connect(url, autocommit=True)


# Done by the helper


def crowd(size, do, patience=120):
    """The answers of `size` processes that do the same at once; `do` gets its number and the starting gun."""
    disconnect()
    context = get_context("fork")
    barrier, answers = context.Barrier(size, timeout=60), context.Queue()

    def run(number):
        try:
            answers.put((number, do(number, barrier), None))
        except BaseException as error:
            barrier.abort()
            answers.put((number, None, repr(error)))
            raise

    processes = [context.Process(target=run, args=(number,)) for number in range(size)]
    for process in processes:
        process.start()
    found = sorted((answers.get(timeout=patience) for _ in processes), key=lambda answer: answer[0])
    for process in processes:
        process.join()
    assert not any(error for *_, error in found), found
    return [answer for _, answer, _ in found]


def threads(size, do):
    """The same for threads, each with a connection of its own."""
    from django.db import connection

    barrier, answers = threading.Barrier(size, timeout=60), [None] * size

    def run(number):
        try:
            answers[number] = do(number, barrier)
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=(number,)) for number in range(size)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(120)
    return answers


def disconnect():
    """No child inherits a connection."""
    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


def someone(username="maya", role="manager"):
    from django.contrib.auth.models import Group

    from config.core.models import User

    user, made = User.objects.get_or_create(username=username, first_name=username.title())
    if made:
        user.groups.add(Group.objects.get(name=role))
    return user


def someones_device(by=None, **fields):
    from serviceorders import services

    client = services.find_or_make_client(
        name="Cleo", email="cleo@example.org", phone="", language="en"
    )
    return services.open_order(
        by=by or someone(), client=client, model="iPhone", problem="Screen", **fields
    )


def shop_with(**settings):
    from config.core.models import ShopProfile
    from config.core.models.shop import current_shop

    current_shop()
    ShopProfile.objects.update(**settings)


# Jobs


class Unlucky(Exception):
    """What rolls a transaction back."""


def open_orders(people, each):
    """Every person opens their orders at once; each twentieth attempt is rolled back after its number was given."""
    made_ready()

    def work(number, barrier):
        barrier.wait()
        return open_some(each, number)

    return {"rolled_back": sum(crowd(people, work)), "numbers": numbers()}


def open_orders_over_new_year(people, each):
    """Half of the orders are opened before midnight of the shop's new year, half after; the UTC year never changes."""
    import time_machine

    made_ready()
    shop_with(time_zone="Pacific/Auckland")

    def work(number, barrier):
        barrier.wait()
        moments = [NEW_YEAR_IN_AUCKLAND.replace(hour=10, minute=59), NEW_YEAR_IN_AUCKLAND]
        rolled_back = 0
        for moment in moments:
            with time_machine.travel(moment, tick=False):
                rolled_back += open_some(each // 2, number)
        return rolled_back

    return {"rolled_back": sum(crowd(people, work)), "numbers": numbers()}


def open_orders_at_the_end_of_a_plan(people, limit):
    """Everyone opens orders until the plan refuses."""
    from config.core import plans
    from serviceorders import services

    made_ready()
    shop_with(plan="plus")
    plans.ORDERS_A_MONTH["plus"] = limit

    def work(number, barrier):
        barrier.wait()
        for made in count():
            try:
                someones_device()
            except services.OverPlan:
                return made

    return {"made": sum(crowd(people, work)), "numbers": numbers()}


def number_by_the_highest(people):
    """The naive way: each takes the highest number it sees, plus one. Answers how many were refused."""
    from django.db import IntegrityError
    from django.db.models import Max

    from serviceorders.models import ServiceOrder

    first = someones_device()

    def work(number, barrier):
        seq = ServiceOrder.objects.aggregate(highest=Max("number_seq"))["highest"] + 1
        barrier.wait()
        order = ServiceOrder(client_id=first.client_id, model="iPhone", problem="Screen")
        order.number, order.number_year, order.number_seq = f"OS-2026-{seq:04d}", 2026, seq
        try:
            order.save()
        except IntegrityError:
            return 1
        return 0

    return {"refused": sum(crowd(people, work)), "numbers": numbers()}


def move_one_order(rounds, steps):
    """Two people press their buttons on one order at the same moment, several times over."""
    from config.core.workflow import StepRefused, take_step
    from serviceorders.models import ServiceOrder

    people = [someone("dana"), someone("tom")]
    orders = [someones_device().pk for _ in range(rounds)]

    def work(number, barrier):
        heard = []
        for pk in orders:
            order = ServiceOrder.objects.get(pk=pk)
            barrier.wait()
            try:
                take_step(order, steps[number], by=people[number], note="x", seen="pending")
                heard.append("")
            except StepRefused as refusal:
                heard.append(refusal.reason)
        return heard

    heard = crowd(2, work)
    return [
        {"heard": list(both), "status": order.status, "steps": moves_of(order)}
        for both, order in zip(
            zip(*heard, strict=True), ServiceOrder.objects.filter(pk__in=orders).order_by("pk"),
            strict=True,
        )
    ]  # fmt: skip


def move_one_order_without_a_lock():
    """The broken way: the step is taken on a copy that nobody locked. Answers the moves that were written."""
    from django.db import transaction

    from serviceorders.models import ServiceOrder

    people = [someone("dana"), someone("tom")]
    pk = someones_device().pk

    def work(number, barrier):
        with transaction.atomic():
            order = ServiceOrder.objects.get(pk=pk)
            barrier.wait()
            order.start_diagnosis(by=people[number])
            order.save()
            order.log(
                "start_diagnosis", by=people[number], came_from="pending", went_to=order.status
            )

    crowd(2, work)
    return moves_of(ServiceOrder.objects.get(pk=pk))


def try_often(people, each, limit):
    """Everyone behind one address tries again and again. Answers how many tries were let through."""
    from config.core import throttle

    def work(number, barrier):
        barrier.wait()
        allowed = 0
        for _ in range(each):
            try:
                throttle.count_of("192.0.2.7", "booking", limit=limit, seconds=10**9)
            except throttle.TooOften:
                continue
            allowed += 1
        return allowed

    return sum(crowd(people, work))


def open_a_link_while_somebody_writes():
    """A client opens their page while another process holds the database's one write lock, and again when it is free."""
    from django.db import connection
    from django.test import Client

    page = someones_device().tracking_link.get_absolute_url()
    visitor, answers = Client(SERVER_NAME="127.0.0.1"), []
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as writer:
        writer.execute("BEGIN IMMEDIATE")
        answers.append(visitor.get(page).status_code)
        opened_meanwhile = link_of(page).opened_at
        writer.rollback()
    answers.append(visitor.get(page).status_code)
    return {"answers": answers, "opened": [bool(opened_meanwhile), bool(link_of(page).opened_at)]}


def link_of(page):
    from serviceorders.models import TrackingLink

    return TrackingLink.objects.for_token(page.split("/")[2]).get()


def edit_one_order(rounds):
    """Two people save the same page of one order at the same moment."""
    from serviceorders import services
    from serviceorders.models import ServiceOrder

    people = [someone("dana"), someone("tom")]
    orders = [someones_device().pk for _ in range(rounds)]

    def work(number, barrier):
        heard = []
        for pk in orders:
            order = ServiceOrder.objects.get(pk=pk)
            barrier.wait()
            try:
                services.change_order(
                    order, by=people[number], seen_version=1, diagnosis=people[number].username
                )
                heard.append("")
            except services.ChangedMeanwhile as refusal:
                heard.append(str(refusal))
        return heard

    heard = crowd(2, work)
    kept = (
        ServiceOrder.objects.filter(pk__in=orders)
        .order_by("pk")
        .values_list("diagnosis", flat=True)
    )
    return {"heard": list(zip(*heard, strict=True)), "kept": list(kept)}


def send_a_form_twenty_times():
    """Twenty clicks on one button arrive at once."""
    from config.core.models import Submission
    from serviceorders.models import ServiceOrder

    someones_device()

    def work(number, barrier):
        barrier.wait()
        return Submission.once("1:key", lambda: someones_device().get_absolute_url())

    return {"answers": threads(20, work), "orders": ServiceOrder.objects.count()}


def claim_at_once(rounds, workers):
    """Workers reach for the same e-mail at once; answers how many got it, in our way and by looking first."""
    from config.core.models import Email

    def claimed(how):
        pk = Email.objects.create(to="cleo@example.org", subject="x", text="x").pk

        def work(number, barrier):
            row = Email.objects.get(pk=pk)
            barrier.wait()
            return how(row, barrier)

        return sum(threads(workers, work))

    def look_first(row, barrier):
        free = row.state == "queued"
        barrier.wait()
        row.state = "sending"
        row.save()
        return free

    ours = [claimed(lambda row, barrier: row.claim()) for _ in range(rounds)]
    return {"ours": ours, "look_first": claimed(look_first)}


def invite_one_address(people):
    """Everyone invites the same new colleague at once; answers how many links work then, and how many were sent."""
    from config.core.models import Email, Invitation
    from config.core.views.people import send_invitation

    made_ready()
    by = someone()

    def work(number, barrier):
        barrier.wait()
        send_invitation(email="nina@example.org", role="technician", by=by)

    crowd(people, work)
    return {"live": Invitation.objects.live().count(), "sent": Email.objects.count()}


def write_mails(first, count):
    """E-mails are queued, and whoever sends them is called."""
    from config.core import outbox

    for number in range(first, first + count):
        outbox.email(
            kind="test", to="cleo@example.org", subject=f"Letter {number}", text="x", language="en"
        )
    return count


def open_an_order_and_write_mails(first, count):
    """An order with its letter, as the web process would open it, and so many e-mails more; answers its number."""
    number = str(someones_device())
    write_mails(first, count)
    return number


def made_ready():
    """What everybody needs and only one may make; the code and the templates are read before the crowd forks."""
    from django.db import transaction

    from config.core.models.shop import current_shop
    from serviceorders import services

    current_shop()
    someone()
    services.find_or_make_client(name="Cleo", email="cleo@example.org", phone="", language="en")
    with transaction.atomic():
        someones_device()
        transaction.set_rollback(True)


def open_some(each, number):
    """How many attempts were rolled back until `each` orders were kept."""
    from django.db import transaction

    kept = rolled_back = 0
    for attempt in count(number * 10):
        if kept == each:
            return rolled_back
        try:
            with transaction.atomic():
                someones_device()
                if attempt % 20 == 0:
                    raise Unlucky
        except Unlucky:
            rolled_back += 1
        else:
            kept += 1


def numbers():
    from serviceorders.models import ServiceOrder

    return list(
        ServiceOrder.objects.order_by("number_year", "number_seq").values_list(
            "number_year", "number_seq", "number"
        )
    )


def moves_of(order):
    return [
        [line.action, str(line.by)]
        for line in order.history.order_by("id").select_related("by")
        if line.came_from
    ]


# The process that forks helpers


def serve(door):
    """Each wish that comes through the door is answered by a helper; an empty line says that it failed."""
    for wish in door.makefile():
        if pid := os.fork():
            if os.waitpid(pid, 0)[1]:
                door.sendall(b"\n")
            continue
        ended = 1
        try:
            answer = done(*json.loads(wish))
            atexit._run_exitfuncs()  # its errands are done
            door.sendall(json.dumps(answer).encode() + b"\n")
            ended = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(ended)


def done(module, job, given, place):
    """What the job answers, done where its data are: nobody has connected to a database or kept a file so far."""
    from django.conf import settings
    from django.db import connections

    ctypes.CDLL(None).prctl(nursery.TELL_ME_OF_MY_PARENT_S_END, signal.SIGTERM)
    connections.settings["default"].update(Env.db_url_config(place["DATABASE_URL"]))
    settings.DATA_DIR = Path(place["DATA_DIR"])
    settings.MEDIA_ROOT = settings.DATA_DIR / "files"
    return getattr(import_module(module), job)(**given)


if __name__ == "__main__":
    import django
    from django.urls import get_resolver

    django.setup()
    get_resolver().url_patterns  # noqa: B018 -- the pages are read now
    gc.freeze()
    door = socket.socket(fileno=os.dup(sys.stdout.fileno()))
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(door)
