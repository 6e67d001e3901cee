"""Workers that are killed while they send and a broker that goes away lose no e-mail, on both engines."""

import asyncio
from collections import Counter

import pytest

from tests.plugin_servers import MailServer, sites
from tests.workers import ask, rows

pytestmark = pytest.mark.long_file

SENDS = {"sqlite": "web", "stack": "worker"}  # the program that sends, on each engine


class Forgetful(MailServer):
    """A mail server that keeps each message and, while it is `silent`, never says so."""

    silent = False

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        while self.silent:
            await asyncio.sleep(0.05)
        return answer


@pytest.fixture(scope="module")
def site_of(database_template, tmp_path_factory):
    """The running site of an engine, started once."""
    running = {}
    with (
        Forgetful() as mail,
        sites(database_template, lambda: tmp_path_factory.mktemp("site"), mail) as start,
    ):

        def site(engine):
            if engine not in running:
                running[engine] = start(engine, OUTBOX_LEASE="8")
            return running[engine]

        yield site


def all_sent(site, first, count):
    """Every letter of the row is sent; answers how often each came, by its Message-ID and its subject."""
    mine = [f"Letter {number}" for number in range(first, first + count)]
    listed = "SELECT count(*) FROM core_email WHERE state = 'sent' AND subject IN ({})".format(
        ", ".join(f"'{subject}'" for subject in mine)
    )
    site.wait_until(lambda: rows(site.env["DATABASE_URL"], listed)[0][0] == count, timeout=90)
    came = Counter(
        (message.message["Message-ID"], message.subject)
        for message in site.mail.messages
        if message.subject in mine
    )
    assert sorted(subject for _id, subject in came) == sorted(mine)  # each came, and under one id
    return came


@pytest.mark.parametrize(("engine", "first"), [("sqlite", 0), ("stack", 100)])
def test_no_e_mail_is_lost_when_its_worker_is_killed_while_it_sends(site_of, engine, first):
    site, sender = site_of(engine), SENDS[engine]
    before = len(site.mail.messages)
    site.mail.silent = True
    ask("write_mails", site.env, first=first, count=30)
    site.mail.wait_for_count(before + 1)
    site.kill(sender)  # the server has the letter, and nobody was told so
    site.mail.silent = False
    site.start(sender)

    came = all_sent(site, first, 30)

    assert set(came.values()) <= {1, 2}
    in_hand = {"sqlite": 3, "stack": 1}[engine]  # two threads and the clock's sweep, one process
    assert 1 <= list(came.values()).count(2) <= in_hand


def test_no_e_mail_is_lost_while_the_broker_is_gone(site_of):
    site = site_of("stack")
    site.broker.stop()
    job = "open_an_order_and_write_mails"
    number = ask(job, site.env, first=200, count=20)  # the counter goes on working
    assert rows(site.env["DATABASE_URL"], "SELECT count(*) FROM core_email WHERE state = 'queued'")
    site.broker.start()

    came = all_sent(site, 200, 20)

    assert set(came.values()) <= {1, 2}
    assert site.mail.wait_for(lambda message: number in message.subject)
