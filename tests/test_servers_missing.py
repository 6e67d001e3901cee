import pytest

from deploy.servers import chromium_path
from tests.plugin_servers import or_skipped


@pytest.fixture(autouse=True)
def no_browser_here(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")


def test_what_a_machine_lacks_is_skipped_with_the_reason(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"), or_skipped():
        chromium_path()


def test_what_ci_lacks_is_an_error(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"), or_skipped():
        chromium_path()
