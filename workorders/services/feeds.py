"""A person's calendar of work, for their own calendar program."""

from django.conf import settings
from django.urls import reverse

from config.core.models import User
from config.core.transactions import in_one_go
from workorders.models import FeedLink


def link_of(user: User) -> FeedLink | None:
    """The person's live link, or None."""
    return FeedLink.objects.live().filter(user=user).first()


def address_of(link: FeedLink) -> str:
    """The whole secret address; whoever has it reads the calendar."""
    return settings.SITE_URL + reverse("feed", args=[link.token])


@in_one_go
def make(user: User) -> FeedLink:
    """A new link; the old one is dead from now on."""
    User.objects.select_for_update().get(pk=user.pk)
    revoke(user)
    nth = FeedLink.objects.filter(user=user).count() + 1
    return FeedLink.issue(owner=f"user:{user.pk}", nth=nth, user=user)


def revoke(user: User) -> None:
    """None of the person's links opens any more."""
    for link in FeedLink.objects.filter(user=user, revoked_at=None):
        link.revoke()
