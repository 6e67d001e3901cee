"""Workers and readers that are killed, a broker and a mail server that are away: no e-mail, draft or answer is lost."""

import socket
from collections import Counter
from contextlib import closing, suppress
from threading import Event, Thread
from urllib.parse import urlsplit

import psycopg
import pytest

from deploy import stack
from tests import nursery
from tests.plugin_servers import sites
from tests.test_outbox_kills import Forgetful
from tests.workers import ask, rows, surroundings

pytestmark = [pytest.mark.long_file, pytest.mark.timeout(400)]

REPLIES = {"REPLY_ADDRESS": "replies@shop.example"}
HOUR_AGO = (
    "UPDATE core_email SET due_at = due_at - interval '1 hour' WHERE state = 'queued' RETURNING id"
)
PROBLEMS = [
    "The pipe under the kitchen sink is leaking.",
    "The drywall in the hall is damaged. The smoke alarm chirps all night.",
]


@pytest.fixture(scope="module")
def site(database_template, tmp_path_factory):
    """A running stack that tries an e-mail again after an hour."""
    with (
        Forgetful() as mail,
        sites(database_template, lambda: tmp_path_factory.mktemp("site"), mail) as start,
    ):
        yield start("stack", OUTBOX_LEASE="8", OUTBOX_PAUSE="3600", **REPLIES)


def do(site, job, **given):
    return ask(job, site.env, module="vendors.tests.warranty_workers", **given)


def told(site, query):
    return rows(site.env["DATABASE_URL"], query)


def one(site, query):
    return told(site, query)[0][0]


# E-mails to vendors


def letters(site, orders, state):
    """How many of the orders' e-mails are in this state."""
    subjects = " OR ".join(f"subject LIKE '{order}:%'" for order in orders)
    return one(
        site,
        f"SELECT count(*) FROM core_email WHERE kind = 'vendor-order' AND state = '{state}' AND ({subjects})",
    )


def came(site, orders):
    """How often the vendor of each order got its e-mail: {(order, Message-ID): times}."""
    found = Counter(
        (message.subject.partition(":")[0], message.message["Message-ID"])
        for message in site.mail.messages
        if message.recipients[0].startswith("vendor")
    )
    return Counter({key: times for key, times in found.items() if key[0] in orders})


def test_no_vendors_mail_is_lost_when_the_worker_is_killed_and_the_broker_goes_away(site):
    site.mail.silent = True
    orders = do(site, "send_orders", first=0, count=6)
    site.mail.wait_for(lambda each: each.recipients[0].startswith("vendor"), timeout=60)
    site.kill("worker")  # a vendor's server has the letter, and nobody was told so
    site.broker.stop()
    site.mail.silent = False
    orders += do(site, "send_orders", first=6, count=6)
    assert letters(site, orders, "queued") >= 10
    site.broker.start()
    site.start("worker")

    site.wait_until(lambda: letters(site, orders, "sent") == 12, timeout=90)

    found = came(site, orders)
    assert sorted(order for order, _id in found) == orders  # each came, and under one Message-ID
    assert set(found.values()) <= {1, 2}
    assert list(found.values()).count(2) <= 1  # the one in hand


def test_the_history_says_why_a_vendors_mail_waits_and_it_goes_out_when_the_server_is_back(site):
    site.mail.refuse_next(10**6, "451 4.3.0 Try again later")
    orders = do(site, "send_orders", first=20, count=3)
    for tries in (1, 2, 3):
        refused = (
            "SELECT count(*) FROM core_email WHERE kind = 'vendor-order' AND state = 'queued'"
            f" AND attempts = {tries} AND error LIKE '%451%'"
        )
        site.wait_until(lambda refused=refused: one(site, refused) == 3, timeout=60)
        assert came(site, orders) == {}
        page = do(site, "history_page", number=orders[0])
        assert "Queued" in page
        assert "Try again later" in page
        if tries == 3:
            site.mail.refuse_next(0)
        told(site, HOUR_AGO)
        told(site, HOUR_AGO)  # the second pause is twice as long, the third again

    site.wait_until(lambda: letters(site, orders, "sent") == 3, timeout=60)

    assert sorted(came(site, orders).values()) == [1, 1, 1]
    assert "Try again later" not in do(site, "history_page", number=orders[0])


# Drafts


def test_a_request_whose_drafting_was_killed_ends_with_its_drafts_once(site):
    site.kill("worker")
    (number,) = do(site, "submitted", words=PROBLEMS)
    mine = f"(SELECT id FROM vendors_servicerequest WHERE number = '{number}')"
    drafts = f"SELECT issue_id FROM vendors_draftproposal WHERE issue_id IN (SELECT id FROM vendors_issue WHERE request_id = {mine})"
    with history_held(site) as held:
        site.start("worker")
        site.wait_until(held, timeout=60)  # the drafts are written, and not committed
        site.kill("worker")
    assert told(site, drafts) == []
    site.start("worker")

    done = f"SELECT count(*) FROM vendors_drafting WHERE state = 'sent' AND request_id = {mine}"
    site.wait_until(lambda: one(site, done), timeout=90)

    of_issues = told(site, drafts)
    assert len(of_issues) == len(set(of_issues)) == 3
    assert told(site, f"SELECT status FROM vendors_servicerequest WHERE number = '{number}'") == [
        ("in_review",)
    ]
    written = told(
        site,
        f"SELECT action, count(*) FROM vendors_servicerequesthistory WHERE request_id = {mine} AND action IN ('drafted', 'split', 'review') GROUP BY action ORDER BY action",
    )
    assert written == [("drafted", 1), ("review", 1), ("split", 1)]


class history_held:
    """Nobody writes into the histories of requests within the block; it answers whether somebody waits to."""

    WAITING = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted"
        " AND relation = 'vendors_servicerequesthistory'::regclass"
    )

    def __init__(self, site):
        self.site = site

    def __enter__(self):
        self.database = psycopg.connect(self.site.env["DATABASE_URL"])
        self.database.execute(
            "LOCK TABLE vendors_servicerequesthistory IN SHARE ROW EXCLUSIVE MODE"
        )
        return lambda: one(self.site, self.WAITING)

    def __exit__(self, *_):
        self.database.close()


# Answers


class Holding:
    """A way to a mail server that stops where a word goes by: `.held` is set, and nothing more gets through."""

    def __init__(self, url, word):
        self.far = urlsplit(url)
        self.word, self.held = word, Event()
        self.door = socket.create_server(("127.0.0.1", 0))
        here = f"{self.far.username}:{self.far.password}@127.0.0.1:{self.door.getsockname()[1]}"
        self.url = self.far._replace(netloc=here).geturl()
        Thread(target=self.open, daemon=True).start()

    def open(self):
        with suppress(OSError):
            while True:
                near, _address = self.door.accept()
                far = socket.create_connection((self.far.hostname, self.far.port))
                Thread(target=self.carry, args=(near, far, self.word), daemon=True).start()
                Thread(target=self.carry, args=(far, near, None), daemon=True).start()

    def carry(self, source, target, word):
        with suppress(OSError):
            while data := source.recv(65536):
                if word and word in data:
                    self.held.set()
                    return
                target.sendall(data)

    def close(self):
        self.door.close()


@pytest.fixture(params=["sqlite", "stack"])
def helper(request, database_template, tmp_path):
    """The environment of a desk with no process of its own, on each engine."""
    url = database_template.copy(request.param, tmp_path)
    return surroundings(url, tmp_path) | REPLIES


def test_an_answer_whose_reader_was_killed_before_marking_it_is_there_once(
    helper, imap_server, tmp_path
):
    folder = imap_server.folder()
    module = "vendors.tests.warranty_workers"
    answer = ask("answer_to_an_order", helper, module=module, text="Tuesday suits us.")
    folder.bring(answer.encode())
    with closing(Holding(folder.url, b"STORE")) as way:
        with (tmp_path / "said").open("w") as said:
            env = helper | {"IMAP_URL": way.url}
            reader = nursery.Child([*stack.MANAGE, "read_mail"], env=env, stdout=said, stderr=said)
        assert way.held.wait(60), (tmp_path / "said").read_text()
        reader.kill()
        reader.wait()
    assert kept(helper) == (1, 1)
    assert folder.unread() == 1  # nobody said that it is read

    for _ in range(2):
        said = ask("read_after_who_died", helper, module=module, url=folder.url)
        assert said.strip() == "1 read"
        assert kept(helper) == (1, 1)
        assert folder.unread() == 0
        folder.make_unread()  # as a mailbox does that is restored


def kept(env):
    """How many e-mails are kept, and how many answers stand in the histories."""
    url = env["DATABASE_URL"]
    answers = "SELECT count(*) FROM vendors_vendorworkorderhistory WHERE action = 'reply'"
    return rows(url, "SELECT count(*) FROM vendors_message")[0][0], rows(url, answers)[0][0]
