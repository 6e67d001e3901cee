"""The e-mails a shop sends by itself: declared by the desks, worded and switched off by the shop."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from config.core import outbox
from config.core.models import Document, Email, NoticeText
from config.core.models.shop import current_shop


@dataclass(frozen=True)
class Notice:
    """One kind of e-mail. Texts hold {placeholders}; ``button`` is the label of its link."""

    slug: str
    label: str
    subject: str
    body: str
    button: str
    placeholders: tuple[str, ...]


declared: dict[str, Notice] = {}


def declare(*notices: Notice) -> None:
    for notice in notices:
        declared[notice.slug] = notice


def send(
    slug: str,
    *,
    to: str,
    language: str,
    facts: dict[str, str],
    link: str,
    attachment: Document | None = None,
    topic: str = "",
) -> Email | None:
    """Queue the notice in the reader's language; None where there is no address or the shop switched it off."""
    if not to or slug in current_shop().notices_off:
        return None
    notice = declared[slug]
    with translation.override(language):
        subject, body = words(notice, language)
        button = str(notice.button)
    return outbox.email(
        kind=slug,
        to=to,
        subject=fill(subject, facts),
        text=fill(body, facts),
        language=language,
        button=(button, link),
        attachment=attachment,
        topic=topic,
    )


def words(notice: Notice, language: str) -> tuple[str, str]:
    """The shop's own subject and text in this language, or ours."""
    own = NoticeText.objects.filter(slug=notice.slug, language=language).first()
    if own:
        return own.subject, own.body
    with translation.override(language):
        return str(notice.subject), str(notice.body)


def fill(text: str, facts: dict[str, str]) -> str:
    """Put the facts in place of their {names}. Nothing else in the text means anything."""
    return re.sub(r"\{(\w+)\}", lambda match: str(facts.get(match[1], match[0])), text)


def check_placeholders(notice: Notice, text: str) -> None:
    """Raises ValidationError naming the first {placeholder} that the notice does not have."""
    for name in re.findall(r"\{([^{}]*)\}", text):
        if name not in notice.placeholders:
            raise ValidationError(
                _("{%(name)s} is not known here. You can use: %(known)s.")
                % {
                    "name": name,
                    "known": ", ".join(f"{{{known}}}" for known in notice.placeholders),
                }
            )
