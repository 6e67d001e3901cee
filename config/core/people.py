"""People who are known in several places: suggested, never merged."""

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Lower
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext as _

from config.core.desks import Hit, all_desks
from config.core.models import User

MOST_SEEN = 8


def reached_by(email, phone, *, email_field="email", phone_field="phone") -> Q:
    """The condition of records with this e-mail, in whatever letters, or this phone; of neither it holds for none."""
    same = Q(pk__in=[])
    if email:
        same |= Q(Exact(Lower(email_field), str(email).lower()))
    if phone and phone_field:
        same |= Q(**{phone_field: phone})
    return same


def places(records: QuerySet, what: str, view: str, *, key="pk", who="name", more="email"):
    """The records as ``Desk.seen`` answers them: what they are, their page, and two of their fields in words."""
    return (
        records.order_by()
        .annotate(
            what=Value(what, output_field=CharField()),
            view=Value(view, output_field=CharField()),
            key=Cast(key, CharField()),
            who=F(who),
            more=F(more),
        )
        .values_list("what", "view", "key", "who", "more")
    )


def also_seen(email, phone, user: User, *, besides=()) -> list[Hit]:
    """Where else the same e-mail or phone stands, as far as this user may see it: one query for all desks.

    ``besides`` are the addresses of the pages that need no mention.
    """
    if not (email or phone):
        return []
    rows = [_colleagues(email, user)]
    for desk in all_desks():
        rows += desk.seen(email, phone, user)
    found = rows[0].union(*rows[1:], all=True).order_by("what", "who", "key")
    hits = [
        Hit(kind=what, title=who, detail=more, url=reverse(view, args=[key]))
        for what, view, key, who, more in found[: MOST_SEEN + len(besides)]
    ]
    return [hit for hit in hits if hit.url not in besides][:MOST_SEEN]


def _colleagues(email, user):
    known = User.objects.all() if user.has_perm("core.add_invitation") else User.objects.none()
    return places(known.filter(reached_by(email, "")), _("Colleague"), "person", who="username")
