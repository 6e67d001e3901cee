"""The addresses of the house, each of a thing that is there."""

from config.core.models import Email, Invitation, Notification
from serviceorders import services

FORMS = ["shop", "region", "repairs", "papers", "notices", "plan"]
DIVES = {
    "settings": [{"section": name} for name in FORMS],
    "person": [{"do": name} for name in ("roles", "deactivate", "sign_out")],
}


def arguments(manager, technician):
    """A letter that was queued, an invitation, and something under the manager's bell."""
    cleo = services.find_or_make_client(
        name="Cleo Marsh", email="cleo@example.org", phone="", language="en"
    )
    services.open_order(
        by=manager, client=cleo, brand="Apple", model="iPhone 13", problem="Cracked screen"
    )
    email = Email.objects.first()
    invitation = Invitation.make(email="new@example.org", role="technician", by=manager)
    news = Notification.objects.create(
        user=manager, kind="order-ready", text="Ready", path="/my-work/"
    )
    return {
        "notice": ["order-ready"],
        "person": [manager.pk],
        "join": [invitation.token],
        "email": [email.pk],
        "resend": [email.pk],
        "notification": [news.pk],
    }
