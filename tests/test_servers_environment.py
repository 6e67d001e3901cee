import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"""\benv(?:\.\w+)?\(\s*"([A-Z_]+)\"""")
DOCUMENTED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
READ_AROUND_IT = {"POSTGRES_PASSWORD", "WEB_CONCURRENCY"}


def variables_of_the_settings():
    return set(READ.findall((ROOT / "config/settings.py").read_text()))


def test_the_papers_name_every_variable_that_is_read_and_no_other():
    assert "SECRET_KEY" in variables_of_the_settings()
    documented = DOCUMENTED.findall((ROOT / "docs/deploy.md").read_text())
    assert sorted(documented) == sorted(variables_of_the_settings())


@pytest.mark.parametrize("file", [".env.example", "compose.yaml"])
def test_no_file_sets_a_variable_nobody_reads(file):
    named = re.findall(r"^#?\s*([A-Z][A-Z_]+)[=:]", (ROOT / file).read_text(), re.MULTILINE)
    servers_own = {name for name in named if name.startswith("POSTGRES_")}
    assert set(named) - servers_own <= variables_of_the_settings() | READ_AROUND_IT
