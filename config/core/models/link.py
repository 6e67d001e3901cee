import base64
import hashlib
import hmac

from django.conf import settings
from django.db import models
from django.utils import timezone

from config.core.models.shop import current_shop
from config.core.transactions import now_or_never


def token_for(kind, owner, version):
    """The secret part of a public link: 256 bits that only this server can work out again.

    It is an HMAC, so that staff can copy a link at any time though the database holds only its hash: a leaked
    database opens no page (rule 26 of the reliability rules).
    """
    message = f"{kind}:{owner}:{version}".encode()
    digest = hmac.new(settings.TOKEN_KEY.encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def digest_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


class SecretLinkQuerySet(models.QuerySet):
    def live(self):
        """Links that still open: neither revoked nor past their end."""
        ahead = models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now())
        return self.filter(ahead, revoked_at=None)

    def for_token(self, token):
        return self.live().filter(digest=digest_of(token))


class SecretLink(models.Model):
    """A public link to one page, known by the hash of its token; it can be revoked and replaced."""

    KIND = ""

    owner = models.CharField(max_length=254, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)

    objects = SecretLinkQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def issue(cls, *, owner, nth=1, **fields):
        """A new live link, the owner's ``nth``: its token is made of the owner's name and a version that no other had."""
        version = current_shop().first_link_version + nth - 1
        token = cls.make_token(owner, version)
        return cls.objects.create(owner=owner, version=version, digest=digest_of(token), **fields)

    @property
    def token(self):
        return self.make_token(self.owner, self.version)

    @classmethod
    def make_token(cls, owner, version):
        """The secret part of the link, worked out again whenever it is needed."""
        return token_for(cls.KIND, owner, version)

    @property
    def is_live(self):
        return self.revoked_at is None and not (
            self.expires_at and self.expires_at <= timezone.now()
        )

    def revoke(self):
        """The link is dead from this moment on."""
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])

    def note_opening(self):
        """Remember that it was opened, to the minute: a page may be read often, also while nothing can be written."""
        now = timezone.now()
        if self.opened_at is None or (now - self.opened_at).total_seconds() > 60:
            this = type(self).objects.filter(pk=self.pk)
            now_or_never(lambda: this.update(opened_at=now))
