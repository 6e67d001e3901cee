"""No page says a word that cannot be translated."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
STYLESHEETS = {"core/_brand.html"}
PAGES = sorted(
    {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")} - STYLESHEETS
)
TRANSLATED = re.compile(
    r"{#.*?#}"
    r"|{% *comment\b.*?{% *endcomment *%}"
    r"|{% *blocktranslate\b.*?{% *endblocktranslate *%}"
    r"|_\(\s*(?:\"[^\"]*\"|'[^']*')\s*\)",
    re.DOTALL,
)
SAID_BY_FILTERS = re.compile(r"\|(?:default|default_if_none|yesno|pluralize):(\"[^\"]*\"|'[^']*')")
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
NAME_FROM_A_TAG = re.compile(r"<(/?)\s+(?=\w)")
WORDS = re.compile(r"[^\W\d_]{2,}")
SAID_BY_ATTRIBUTES = {"alt", "aria-label", "data-confirm", "label", "placeholder", "title"}
SAME_EVERYWHERE = {"IMEI", "PDF", "WhatsApp", "Docket", "SHA", "km", "mm"}


class Listener(HTMLParser):
    """Hears what a page says to eyes and ears."""

    def __init__(self):
        super().__init__()
        self.said = []
        self.mute = None

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style"):
            self.mute = tag
        self.said += [value for name, value in attrs if value and name in SAID_BY_ATTRIBUTES]

    def handle_endtag(self, tag):
        if tag == self.mute:
            self.mute = None

    def handle_data(self, data):
        if not self.mute:
            self.said.append(data)


def bare_words(source):
    """The words of a template that stand outside every translation."""
    source = TRANSLATED.sub("", source)
    listener = Listener()
    listener.feed(NAME_FROM_A_TAG.sub(r"<\1", TAGS.sub(" ", source)))
    listener.close()
    said = listener.said + SAID_BY_FILTERS.findall(source)
    return [word for text in said for word in WORDS.findall(text) if word not in SAME_EVERYWHERE]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ("<p>{% translate 'Hello' %} · PDF 80 mm</p>", []),
        ("{% blocktranslate %}Hello <b>you</b>{% endblocktranslate %}<!-- why -->{# why #}", []),
        ('<img alt="Logo" class="wide">', ["Logo"]),
        ("<a title=\"{% translate 'Logo' %}\">{{ shop }}</a>", []),
        ("{{ name|default:'nobody' }}{{ name|default:_('nobody') }}", ["nobody"]),
    ],
)
def test_bare_words_are_heard_and_translated_ones_are_not(source, words):
    assert bare_words(source) == words


def test_every_word_of_every_page_can_be_translated():
    words = {page: bare_words((TEMPLATES / page).read_text()) for page in PAGES}
    assert {page: bare for page, bare in words.items() if bare} == {}
