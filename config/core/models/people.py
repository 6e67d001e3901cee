from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.core.models.link import SecretLink
from config.core.models.shop import ShopProfile, current_shop
from config.core.roles import Role


class User(AbstractUser):
    """Someone who works here. What they may do is decided by their groups, which are the roles."""

    def __str__(self):
        return self.get_full_name() or self.username

    @property
    def short_name(self):
        """The first name and an initial, for lists: Dana W."""
        if self.first_name and self.last_name:
            return f"{self.first_name} {self.last_name[0]}."
        return str(self)

    @property
    def is_person(self):
        """A person at the keyboard, unlike the clients and clocks of config.core.actors."""
        return True


class Invitation(SecretLink):
    """A link by which a new colleague makes their own login."""

    KIND = "invitation"
    LASTS = timedelta(days=7)

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    accepted_by = models.OneToOneField(User, models.PROTECT, null=True, related_name="invitation")
    accepted_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.email

    @classmethod
    @transaction.atomic
    def make(cls, *, email, role, by):
        """A new invitation; older ones to the same address stop working, also one of the same moment."""
        # Of a first invitation there is no row to lock yet: they wait for one another at the shop's.
        ShopProfile.objects.select_for_update().get(pk=current_shop().pk)
        cls.objects.live().filter(email=email).update(revoked_at=timezone.now())
        nth = cls.objects.filter(email=email).count() + 1
        return cls.issue(
            owner=email, nth=nth, email=email, role=role, by=by,
            expires_at=timezone.now() + cls.LASTS,
        )  # fmt: skip
