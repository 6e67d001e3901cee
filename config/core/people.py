"""People who are known in several places."""

from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact


def reached_by(email, phone, *, email_field="email", phone_field="phone"):
    """The condition of records with this e-mail, in whatever letters, or this phone; of neither it holds for none."""
    same = Q(pk__in=[])
    if email:
        same |= Q(Exact(Lower(email_field), str(email).lower()))
    if phone and phone_field:
        same |= Q(**{phone_field: phone})
    return same
