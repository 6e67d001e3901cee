"""Who may come in, how often they may try, and where their rights come from."""

from functools import cache
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.views import LoginView
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ImproperlyConfigured
from django.db.models import Aggregate, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import get_language

from config.core import outbox
from config.core.models import User

TOO_MANY_REQUESTS = 429
THROTTLED = "too_many_login_attempts"


class Joined(Aggregate):
    """The texts of a group with commas between them, on both engines."""

    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


RIGHTS = Joined(
    Concat(
        "groups__permissions__content_type__app_label",
        Value("."),
        "groups__permissions__codename",
    )
)


@cache
def with_rights():
    """The statement that finds a user with their rights, and its parameters but the last: the user's key.

    Every request runs it, and it takes longer to be put together than to be answered.
    """
    sql, (*given, _pk) = User.objects.annotate(rights=RIGHTS).filter(pk=0).query.sql_with_params()
    return sql, given


class Roles(AuthenticationBackend):
    """Lets people in by user name or e-mail. Their rights come from their groups alone, and come along with them."""

    def get_user(self, user_id):
        """The user with their rights, of one query."""
        sql, given = with_rights()
        user = next(iter(User.objects.raw(sql, [*given, user_id])), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        user._group_perm_cache = set((user.rights or "").split(","))
        return user

    def get_user_permissions(self, user_obj, obj=None):
        return set()


class AccountAdapter(DefaultAccountAdapter):
    """Colleagues come by invitation; wrong passwords are counted per account and address."""

    def is_open_for_signup(self, request):
        return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Names the account and the address: whoever guesses from one does not lock the owner out of another."""
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account}:{ratelimit.get_ip(request)}"

    def get_client_ip(self, request):
        """The visitor's address; that of the nearest proxy where fewer are named than the settings trust."""
        try:
            return super().get_client_ip(request)
        except ImproperlyConfigured:
            return request.META.get("REMOTE_ADDR", "127.0.0.1")

    def get_reset_password_from_key_url(self, key):
        return self._at_our_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request, emailconfirmation):
        return self._at_our_site(super().get_email_confirmation_url(request, emailconfirmation))

    def _at_our_site(self, url):
        """The same page under SITE_URL: the library takes the host from the request, whose sender could choose it."""
        return settings.SITE_URL + urlsplit(url).path

    def format_email_subject(self, subject):
        return subject

    def send_mail(self, template_prefix, email, context):
        """Mail about an account leaves as all mail does: a row of the outbox first."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        outbox.email(
            kind="account",
            to=email,
            subject=message.subject,
            text=message.body,
            language=get_language(),
        )


class Login(LoginView):
    """The login page; too many wrong passwords are answered with 429. A demonstration names its logins there."""

    def get_context_data(self, **kwargs):
        logins = [{"username": name, "password": "demo"} for name in settings.DEMO_LOGINS]
        return super().get_context_data(**kwargs, demo_logins=logins)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, THROTTLED):
            response.status_code = TOO_MANY_REQUESTS
        return response


login = Login.as_view()
