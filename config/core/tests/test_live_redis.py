import asyncio
import json
import shutil
import socket
import subprocess

import pytest
import redis

from config.core import live

pytestmark = pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server")


class Server:
    def __init__(self, folder):
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [
                shutil.which("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1",
                "--save", "", "--dir", str(self.folder),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        for line in self.process.stdout:
            if "Ready to accept connections" in line:
                return

    def stop(self):
        self.process.kill()
        self.process.stdout.close()
        self.process.wait()


@pytest.fixture
def server(tmp_path, settings):
    server = Server(tmp_path)
    server.start()
    settings.REDIS_URL = server.url
    settings.CELERY_TASK_ALWAYS_EAGER = True
    yield server
    server.stop()


def publish_elsewhere(server, *topics):
    with redis.Redis.from_url(server.url) as client:
        client.publish(live.CHANNEL, json.dumps({"from": "another process", "topics": topics}))


async def follow(topics, then):
    """Follow the topics the way a stream does."""
    with live.hub.follow(topics) as page:
        live._listen_to_redis()
        assert await page.changes(10) == topics  # now Redis is heard; changes before may be missed
        await then(page)


def test_a_change_in_another_process_reaches_the_page(server):
    async def then(page):
        await asyncio.to_thread(publish_elsewhere, server, "order:1", "order:9")
        assert await page.changes(10) == ["order:1"]

    asyncio.run(follow(["order:1"], then))


def test_our_own_change_reaches_the_page_once_and_other_processes_too(server):
    async def then(page):
        with redis.Redis.from_url(server.url) as client, client.pubsub() as elsewhere:
            elsewhere.subscribe(live.CHANNEL)
            assert elsewhere.get_message(timeout=10)["type"] == "subscribe"
            live._tell_everyone(("order:1",))
            assert await page.changes(10) == ["order:1"]
            heard = json.loads(elsewhere.get_message(timeout=10)["data"])
            assert heard["topics"] == ["order:1"]
        await asyncio.to_thread(publish_elsewhere, server, "order:2")
        assert await page.changes(10) == ["order:2"]  # an echo of order:1 would have come before

    asyncio.run(follow(["order:1", "order:2"], then))


def test_a_restarted_redis_is_heard_again_and_the_page_looks_for_what_it_missed(server):
    async def then(page):
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)
        assert await page.changes(20) == ["order:1"]
        await asyncio.to_thread(publish_elsewhere, server, "order:1")
        assert await page.changes(10) == ["order:1"]

    asyncio.run(follow(["order:1"], then))


def test_a_dead_redis_is_logged_and_the_pages_of_this_process_still_hear(server, caplog):
    async def visit():
        with live.hub.follow(["order:1"]) as page:
            live._tell_everyone(("order:1",))
            assert await page.changes(10) == ["order:1"]

    server.stop()
    asyncio.run(visit())
    assert "errand failed" in caplog.text
    server.start()
