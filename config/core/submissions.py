"""Forms that make something: sent again, whether by a second click, a reload or a retry, they make nothing new."""

from config.core.models import Submission


def made_once(request, form, make):
    """The address of what ``make()`` made for this valid form, the first time that this person sent it."""
    return Submission.once(_key(request, form), make)


def made_before(request, form):
    """What this very form made when it was sent before, or "": its name is taken by now, and by itself."""
    sent = form.is_bound and form.cleaned_data.get("once")
    return Submission.already_made(_key(request, form)) if sent else ""


def _key(request, form):
    return f"{request.user.pk}:{form.cleaned_data['once']}"
