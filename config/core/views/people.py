from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.core import forms, outbox
from config.core.addresses import local_address
from config.core.models import Invitation, User
from config.core.models.shop import current_shop
from config.core.public import open_link, public
from config.core.refusals import Refused
from config.core.roles import Role

A_YEAR = 60 * 60 * 24 * 365

manager_only = permission_required("core.add_invitation", raise_exception=True)


# Who works here


@manager_only
@require_safe
def people(request):
    return people_page(request, forms.InvitationForm())


def people_page(request, form):
    names = dict(Role.choices)
    staff = [
        (one, [names.get(group.name, group.name) for group in one.groups.all()])
        for one in colleagues().order_by("-is_active", "first_name", "username")
    ]
    invitations = Invitation.objects.live().select_related("by").order_by("-made_at")
    pending = [(invitation, join_address(invitation)) for invitation in invitations]
    facts = {"people": staff, "pending": pending, "form": form}
    return render(request, "core/people.html", facts)


def colleagues():
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return User.objects.annotate(has_second_factor=Exists(factor)).prefetch_related("groups")


@manager_only
@require_POST
def invite(request):
    """Send an invitation, or take one back."""
    if "revoke" in request.POST:
        pk = request.POST["revoke"]
        Invitation.objects.live().filter(pk=pk if pk.isdecimal() else 0).update(
            revoked_at=timezone.now()
        )
        messages.success(request, _("The invitation no longer works."))
        return redirect("people")
    form = forms.InvitationForm(request.POST)
    if not form.is_valid():
        return people_page(request, form)
    send_invitation(by=request.user, **form.cleaned_data)
    messages.success(request, _("Invited %(email)s.") % {"email": form.cleaned_data["email"]})
    return redirect("people")


@transaction.atomic
def send_invitation(*, email, role, by):
    invitation = Invitation.make(email=email, role=role, by=by)
    shop = current_shop()
    with translation.override(shop.language):
        outbox.email(
            kind="invitation",
            to=email,
            subject=_("Your login for %(shop)s") % {"shop": shop.name},
            text=_(
                "Hello,\n\n%(by)s invites you to work with %(shop)s. Choose your user name and password on "
                "the page below; the link works once, within %(days)s days."
            )
            % {"by": by, "shop": shop.name, "days": Invitation.LASTS.days},
            language=shop.language,
            button=(_("Choose a password"), join_address(invitation)),
        )


def join_address(invitation):
    return settings.SITE_URL + reverse("join", args=[invitation.token])


# One of them


@manager_only
@require_http_methods(["GET", "HEAD", "POST"])
def person(request, pk):
    someone = get_object_or_404(colleagues(), pk=pk)
    held = [group.name for group in someone.groups.all()]
    form = forms.RolesForm(initial={"roles": held})
    if request.method == "POST":
        form = forms.RolesForm(request.POST) if request.POST.get("do") == "roles" else form
        try:
            if done := change(request, someone, form):
                messages.success(request, done)
                return redirect("person", pk=pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("person", pk=pk)
    facts = {
        "person": someone,
        "form": form,
        "sessions": UserSession.objects.filter(user=someone).count(),
        "may_change": may_change(request.user, someone),
    }
    return render(request, "core/person.html", facts)


def may_change(by, someone):
    """Whoever runs the machine is changed only by their like."""
    return by.is_superuser or not someone.is_superuser


def change(request, someone, form):
    """What was done, in words; "" where the form must be mended. Raises Refused, Http404 for no such change."""
    if not may_change(request.user, someone):
        raise Refused(_("Only somebody who runs the site may change this login."))
    do = request.POST.get("do")
    if do == "roles":
        if not form.is_valid():
            return ""
        give_roles(someone, form.cleaned_data["roles"])
        return _("The roles are changed.")
    if do == "deactivate":
        deactivate(someone, by=request.user)
        return _("%(person)s can no longer log in.") % {"person": someone}
    if do == "activate":
        User.objects.filter(pk=someone.pk).update(is_active=True)
        return _("%(person)s can log in again.") % {"person": someone}
    if do == "sign_out":
        sign_out_everywhere(someone)
        return _("%(person)s is logged out everywhere.") % {"person": someone}
    raise Http404


@transaction.atomic
def give_roles(someone, roles):
    if Role.MANAGER not in roles:
        refuse_without_manager(someone)
    ours = Group.objects.filter(name__in=Role.values)
    someone.groups.remove(*ours.exclude(name__in=roles))
    someone.groups.add(*ours.filter(name__in=roles))


@transaction.atomic
def deactivate(someone, *, by):
    """They are out at once on every device, and so are those they invited and who have not come yet."""
    if someone == by:
        raise Refused(_("You cannot lock yourself out. Ask another manager."))
    refuse_without_manager(someone)
    User.objects.filter(pk=someone.pk).update(is_active=False)
    Invitation.objects.live().filter(by=someone).update(revoked_at=timezone.now())
    sign_out_everywhere(someone)


def sign_out_everywhere(someone):
    for session in UserSession.objects.filter(user=someone):
        session.end()


def refuse_without_manager(someone):
    """Raises Refused if no manager would be left but this one; holds all of them until the change is written."""
    managers = User.objects.filter(is_active=True, groups__name=Role.MANAGER)
    held = {user.pk for user in managers.select_for_update(of=("self",)).order_by("pk")}
    if held == {someone.pk}:
        raise Refused(_("This is the last manager: give somebody else that role first."))


# Joining by invitation


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, token):
    """A new colleague chooses a name and a password, and is logged in; the link is dead then."""
    invitation = open_link(request, Invitation.objects, token)
    form = forms.JoinForm(request.POST or None, instance=User(email=invitation.email))
    if request.method == "POST" and form.is_valid():
        return perform_login(request, accept(invitation, form))
    facts = {"invitation": invitation, "form": form}
    return render(request, "core/join.html", facts)


@transaction.atomic
def accept(invitation, form):
    """The account, with its role. Raises Http404 when the link was used a moment ago."""
    invitation = Invitation.objects.live().select_for_update().filter(pk=invitation.pk).first()
    if invitation is None:
        raise Http404
    user = form.save()
    user.groups.add(Group.objects.get(name=invitation.role))
    invitation.accepted_by, invitation.accepted_at = user, timezone.now()
    invitation.revoked_at = invitation.accepted_at
    invitation.save(update_fields=["accepted_by", "accepted_at", "revoked_at"])
    return user


@public
@require_POST
def choose_language(request):
    """The choice is kept by the browser for a year."""
    response = redirect(local_address(request) or "/")
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=A_YEAR,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response
