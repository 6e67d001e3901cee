"""What a desk answers where something cannot be done; pages show the text as it is."""

from typing import Self

from django.utils.translation import gettext as _


class Refused(Exception):
    """What was asked cannot be done; the text says why and what to do."""


class ChangedMeanwhile(Refused):
    """Somebody else saved first; the text says who."""

    @classmethod
    def of(cls, record) -> Self:
        """The refusal that names who edited this Workflow last."""
        latest = record.history.filter(action="edited").select_related("by").first()
        return cls(
            _("%(who)s saved changes while you were typing. Look at them, then save yours again.")
            % {"who": latest.who if latest else _("Somebody")}
        )
