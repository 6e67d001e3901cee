"""The drill of docs/operations.md, with the commands an operator types, on both engines."""

import os
import re
import subprocess

import psycopg
import pytest

from config.core.models.link import digest_of
from deploy import stack
from tests import nursery
from tests.plugin_servers import ROOT

pytestmark = pytest.mark.long_file

PAPER = ROOT / "docs" / "operations.md"
TAKE_IN = """
import io
from PIL import Image
from config.core import images
from config.core.models import User
from serviceorders import services
user, _ = User.objects.get_or_create(username="maya")
client = services.find_or_make_client(name="{name}", email="", phone="", language="en")
picture = io.BytesIO()
Image.new("RGB", (300, 200), "red").save(picture, "JPEG")
picture.size = picture.tell()
picture.name = "phone.jpg"
picture.seek(0)
photo = images.clean_photo(picture)
order = services.open_order(by=user, client=client, model="X", problem="Cracked", photos=[photo])
print(order, order.tracking_link.token)
"""
KEEP_TAKING_IN = """
from config.core.models import User
from serviceorders import services
user, _ = User.objects.get_or_create(username="maya")
client = services.find_or_make_client(name="Busy", email="b@example.org", phone="", language="en")
begun = False
while True:
    services.open_order(by=user, client=client, model="X", problem="Cracked")
    begun = begun or not print("begun", flush=True)
"""


class Shop:
    """A site seen from its command line."""

    def __init__(self, database, directory):
        self.directory = directory
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database,
            "DATA_DIR": str(directory),
            "SECRET_KEY": "a key of this drill",
            "REDIS_URL": "",
            "EMAIL_URL": f"filemail://{directory}/mail",
        }

    def manage(self, *command):
        return nursery.run([*stack.MANAGE, *command], env=self.env)

    def must(self, *command):
        done = self.manage(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def take_in(self, name):
        """A client's device is in; answers the order's number and the client's link."""
        return self.must("shell", "-v0", "-c", TAKE_IN.format(name=name)).split()

    @property
    def clients(self):
        """The names of its clients, as the database server has them."""
        with psycopg.connect(self.env["DATABASE_URL"]) as server:
            rows = server.execute("SELECT name FROM serviceorders_client ORDER BY id")
            return [name for (name,) in rows]

    @property
    def photos(self):
        return {
            path.relative_to(self.directory): path.read_bytes()
            for path in (self.directory / "files" / "photos").rglob("*.jpg")
        }


@pytest.fixture
def new_shop(request, database_template, tmp_path_factory):
    def make():
        directory = tmp_path_factory.mktemp("shop")
        return Shop(database_template.copy(request.param, directory), directory)

    return make


@pytest.mark.parametrize("new_shop", ["stack"], indirect=True)
def test_a_shop_is_put_back_on_another_machine_and_over_itself(new_shop, tmp_path):
    old, new = new_shop(), new_shop()
    archive = tmp_path / "shop.zip"
    old.take_in("Cleo")
    old.must("backup", archive)

    new.must("restore", archive)
    assert new.must("export_client", "1") == old.must("export_client", "1")
    assert new.photos == old.photos
    assert len(new.photos) == 2  # a picture and its thumb

    number, link_of_mallory = new.take_in("Mallory")
    refused = new.manage("restore", archive)
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert new.clients == ["Cleo", "Mallory"]

    new.must("restore", "--replace", archive)
    assert new.clients == ["Cleo"]
    assert new.photos == old.photos
    # The numbers and the triggers are there, and go on: whoever had this number before reads nothing of Dora's.
    assert new.take_in("Dora")[0] == number
    assert new.clients == ["Cleo", "Dora"]
    with psycopg.connect(new.env["DATABASE_URL"]) as server:
        opened = "SELECT count(*) FROM serviceorders_trackinglink WHERE digest = %s"
        (found,) = server.execute(opened, [digest_of(link_of_mallory)]).fetchone()
    assert found == 0


class Drill(Shop):
    """A site with the surroundings that the paper says."""

    def __init__(self, directory):
        section = re.search(r"## The drill\n(.*?)\n## ", PAPER.read_text(), re.S)[1]
        exports = "\n".join(re.findall(r"^    (export .*)", section, re.M))
        said = subprocess.run(
            ["sh", "-euc", exports.replace("=...", "='a key of this drill'") + "\nenv -0"],
            env={"PATH": os.environ["PATH"], "TMPDIR": str(directory)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        self.env = dict(line.split("=", 1) for line in said.stdout.rstrip("\0").split("\0"))
        self.env["DJANGO_SETTINGS_MODULE"] = "config.settings"


@pytest.mark.parametrize("new_shop", ["sqlite"], indirect=True)
def test_an_archive_made_while_orders_come_in_is_whole(new_shop, tmp_path):
    busy, new = new_shop(), Drill(tmp_path)
    writer = subprocess.Popen(
        [*map(str, stack.MANAGE), "shell", "-v0", "-c", KEEP_TAKING_IN],
        env=busy.env, cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert writer.stdout.readline() == "begun\n"
        busy.must("backup", tmp_path / "shop.zip")
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    said = new.must("restore", tmp_path / "shop.zip")  # its doctor finds nothing wrong
    assert "ok    Numbers" in said
    assert "OS-" in new.must("export_client", "1")
