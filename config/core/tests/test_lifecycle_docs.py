import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from config.core import lifecycles


def test_the_paper_says_what_the_code_does():
    call_command("lifecycle_docs", "--check")


def test_the_paper_is_the_same_in_every_language():
    with translation.override("es"):
        call_command("lifecycle_docs", "--check")


def test_a_stale_paper_is_found_and_renewed(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "lifecycles.md").write_text("of long ago")
    with pytest.raises(CommandError, match="stale"):
        call_command("lifecycle_docs", "--check")
    call_command("lifecycle_docs")
    assert (tmp_path / "docs" / "lifecycles.md").read_text() == lifecycles.page()


def test_a_step_is_told_with_who_may_take_it_and_what_it_needs():
    assert "  awaiting_approval --> rejected: Client declined" in lifecycles.page()
    assert (
        "| Client declined (`reject`) | Awaiting approval | Rejected "
        "| `serviceorders.decide`, client | A note. |"
    ) in lifecycles.page()
