"""System checks: what must never reach a shop's server."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def production_is_safe(app_configs, **kwargs):
    found = []
    if settings.SECRET_KEY == settings.INSECURE_KEY:
        found.append(Error("Set SECRET_KEY to a long random text.", id="docket.E001"))
    if settings.DEBUG:
        found.append(Error("DEBUG must be off.", id="docket.E002"))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Error("Name the hosts in ALLOWED_HOSTS.", id="docket.E003"))
    if not settings.SITE_URL.startswith("https://"):
        found.append(Error("SITE_URL must begin with https://.", id="docket.E004"))
    return found
