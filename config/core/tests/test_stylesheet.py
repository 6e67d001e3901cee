"""Of Tabler the pages load what they use."""

import pytest
from django.core.management import CommandError, call_command

from config.core import stylesheet


@pytest.fixture
def cut(settings, tmp_path):
    """What is left of a stylesheet for one page, which has a button and asks for `--ours`."""

    def of(whole):
        for name, text in {
            f"static/{stylesheet.TABLER}": whole,
            "static/css/app.css": "a { color: var(--ours); }",
            "static/js/app.js": 'row.classList.add("is-wide");',
            "templates/page.html": '<p class="btn{% if late %} late{% endif %}">',
        }.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        settings.BASE_DIR = tmp_path
        return stylesheet.cut_tabler().removeprefix(stylesheet.HEAD).replace("\n", "")

    return of


def test_the_stylesheet_is_that_of_the_pages_as_they_are():
    call_command("cut_tabler", "--check")


def test_a_stale_stylesheet_is_found_and_renewed(cut, tmp_path):
    cut(".btn{color:red}")
    with pytest.raises(CommandError, match="stale"):
        call_command("cut_tabler", "--check")
    call_command("cut_tabler")
    assert (tmp_path / "static" / stylesheet.CUT).read_text().endswith(".btn{color:red}\n")


@pytest.mark.parametrize(
    "rule",
    [
        "p>a[href]:hover{color:red}",
        ".btn.late{color:red}",
        ".is-wide .btn{color:red}",
        ".btn:not(.ribbon){color:red}",
        "@media (max-width:1px){.btn{color:red}}",
        "@keyframes turn{from{top:0}to{top:1px}}",
        '.btn{background:url("data:image/svg+xml;{}")}',
        ":root{--ours:red}",
    ],
)
def test_a_rule_for_something_on_a_page_stays(cut, rule):
    assert cut(rule) == rule


@pytest.mark.parametrize(
    ("whole", "left"),
    [
        (".ribbon{color:red}", ""),
        (".btn.ribbon{color:red}", ""),
        (".btn,.ribbon,.late{color:red}", ".btn,.late{color:red}"),
        ("@media print{.ribbon{color:red}}", ""),
        (":root{--a:red;--ours:blue}", ":root{--ours:blue}"),
        (
            ":root{--a:red;--b:var(--a);--c:1}.btn{top:var(--b)}",
            ":root{--a:red;--b:var(--a)}.btn{top:var(--b)}",
        ),
        (":root{--a:red}.ribbon{top:var(--a)}", ""),
    ],
)
def test_a_rule_for_nothing_on_a_page_is_gone(cut, whole, left):
    assert cut(whole) == left
