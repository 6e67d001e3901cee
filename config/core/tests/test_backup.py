import json
import shutil
import stat
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from config.core import backup
from config.core.models import ShopProfile
from config.core.models.shop import current_shop
from config.core.tests.test_backup_drill import Shop

LOGO = """
from django.core.files.base import ContentFile
from config.core.models import User
from config.core.models.shop import current_shop
User.objects.create(username="maya")
current_shop().logo.save("logo.png", ContentFile(b"a logo"))
"""


@pytest.fixture(scope="module")
def shop(database_template, tmp_path_factory):
    """One person works here, and there is a logo. SQLite copies no database in the midst of a test's transaction."""
    directory = tmp_path_factory.mktemp("shop")
    shop = Shop(database_template.copy("sqlite", directory), directory)
    shop.must("shell", "-v0", "-c", LOGO)
    return shop


@pytest.fixture(scope="module")
def made(shop, tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "shop.zip"
    shop.must("backup", path)
    return path


@pytest.fixture
def archive(made, tmp_path):
    return shutil.copy(made, tmp_path / "shop.zip")


def test_an_archive_holds_the_database_the_files_and_the_hash_of_each(made):
    with ZipFile(made) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert set(archive.namelist()) == {"database", "files/shop/logo.png", "manifest.json"}
        assert archive.read("files/shop/logo.png") == b"a logo"
        assert archive.read("database").startswith(b"SQLite format 3")
    assert set(manifest["members"]) == {"database", "files/shop/logo.png"}
    assert manifest["rows"]["core_user"] == 1
    assert manifest["gone"] == []


def test_nobody_else_on_the_machine_may_read_the_archive(made):
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert [path.name for path in made.parent.iterdir()] == ["shop.zip"]


def test_a_file_that_went_meanwhile_is_listed(shop, tmp_path):
    logo = shop.directory / "files/shop/logo.png"
    logo.rename(tmp_path / "logo.png")
    done = shop.manage("backup", tmp_path / "shop.zip")
    (tmp_path / "logo.png").rename(logo)

    assert done.returncode == 0
    assert "gone: shop/logo.png" in done.stderr
    with ZipFile(tmp_path / "shop.zip") as archive:
        assert json.loads(archive.read("manifest.json"))["gone"] == ["shop/logo.png"]


def test_a_backup_that_fails_leaves_the_one_before(shop, tmp_path):
    (tmp_path / "shop.zip").write_bytes(b"yesterday's")
    logo = shop.directory / "files/shop/logo.png"
    logo.rename(tmp_path / "logo.png")
    logo.mkdir()  # cannot be read as a file
    done = shop.manage("backup", tmp_path / "shop.zip")
    logo.rmdir()
    (tmp_path / "logo.png").rename(logo)

    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["shop.zip"]
    assert (tmp_path / "shop.zip").read_bytes() == b"yesterday's"


def rewritten(archive, **changes):
    """The same archive with some members changed, or left out where the change is None."""
    with ZipFile(archive) as old:
        members = {name: old.read(name) for name in old.namelist()} | changes
    with ZipFile(archive, "w") as new:
        for name, content in members.items():
            if content is not None:
                new.writestr(name, content)


def changed_manifest(archive, **changes):
    with ZipFile(archive) as old:
        return json.dumps(json.loads(old.read("manifest.json")) | changes)


def test_a_damaged_file_is_found_before_anything_is_touched(archive):
    rewritten(archive, **{"files/shop/logo.png": b"another logo"})
    current_shop()
    ShopProfile.objects.update(name="Still here")
    with pytest.raises(CommandError, match=r"logo.*is damaged"):
        call_command("restore", archive, replace=True)
    assert current_shop().name == "Still here"


def test_a_missing_file_is_found(archive):
    rewritten(archive, **{"files/shop/logo.png": None})
    with pytest.raises(CommandError, match="lacks files"):
        call_command("restore", archive, replace=True)


def test_half_an_archive_is_refused(archive):
    archive.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(CommandError, match="no whole archive"):
        call_command("restore", archive, replace=True)


def test_any_other_zip_is_refused(tmp_path):
    with ZipFile(tmp_path / "holiday.zip", "w") as archive:
        archive.writestr("beach.jpg", b"")
    with pytest.raises(CommandError, match="no archive of a shop"):
        call_command("restore", tmp_path / "holiday.zip")


def test_the_database_of_another_engine_is_refused(archive):
    rewritten(archive, **{"manifest.json": changed_manifest(archive, engine="oracle")})
    with pytest.raises(CommandError, match="holds a oracle database"):
        call_command("restore", archive, replace=True)


def test_the_archive_of_a_newer_docket_is_refused(archive):
    newer = changed_manifest(archive, migrations=[["core", "9999_from_the_future"]])
    rewritten(archive, **{"manifest.json": newer})
    with pytest.raises(CommandError, match="9999_from_the_future"):
        call_command("restore", archive, replace=True)


def test_a_site_with_records_is_not_replaced_by_accident(archive, manager):
    with pytest.raises(backup.CannotRestore, match="--replace"):
        backup.restore(archive)
