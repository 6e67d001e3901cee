"""Whoever acts without a login: a client by a link, a vendor, the clock, another system."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

KINDS = {
    "client": _("Client"),
    "vendor": _("Vendor"),
    "clock": _("The clock"),
    "token": _("API token"),
}


@dataclass(frozen=True)
class Actor:
    """Someone or something that is no user; ``kind`` is one of KINDS, ``name`` tells tokens apart."""

    kind: str
    name: str = ""

    is_person = False

    def __str__(self):
        label = str(KINDS[self.kind])
        return f"{label} {self.name}".strip()


CLIENT = Actor("client")
VENDOR = Actor("vendor")
CLOCK = Actor("clock")
