"""What a shop tells people by itself, by e-mail and under the bell: declared by the desks, worded by the shop."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from config.core import outbox
from config.core.models import Document, Email, NoticeText, Notification, User
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
    user: User | None = None,
) -> Email | None:
    """Queue the notice in the reader's language; None where there is no address or the shop switched the e-mail off.

    Without a ``link`` the e-mail has no button.
    A ``user`` finds it under their bell, whether an e-mail goes out or not; one who has left is told nothing.
    """
    if user is not None and not user.is_active:
        return None
    is_mailed = bool(to) and slug not in current_shop().notices_off
    if not is_mailed and user is None:
        return None
    notice = declared[slug]
    with translation.override(language):
        subject, body = words(notice, language)
        button = str(notice.button)
    subject = fill(subject, facts)
    if user is not None:
        Notification.objects.create(
            user=user,
            kind=slug,
            text=" ".join(subject.split())[:200],
            path=link.removeprefix(settings.SITE_URL),
            at=timezone.now(),  # asked here, so that the demo's past has its own dates
        )
    if not is_mailed:
        return None
    return outbox.email(
        kind=slug,
        to=to,
        subject=subject,
        text=fill(body, facts),
        language=language,
        button=(button, link) if link else None,
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
