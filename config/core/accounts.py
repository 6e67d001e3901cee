"""Who may come in, how often they may try, and where their rights come from."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.views import LoginView
from allauth.core.internal import ratelimit
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import get_language

from config.core import outbox

TOO_MANY_REQUESTS = 429
THROTTLED = "too_many_login_attempts"


class Roles(AuthenticationBackend):
    """Lets people in by user name or e-mail. Their rights come from their groups alone, so that one query loads them."""

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
    """The login page; too many wrong passwords are answered with 429."""

    def form_invalid(self, form):
        response = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, THROTTLED):
            response.status_code = TOO_MANY_REQUESTS
        return response


login = Login.as_view()
