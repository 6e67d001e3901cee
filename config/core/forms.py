"""What a person may type on the pages that all desks share."""

from decimal import Decimal
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.core import hand_overs, notices
from config.core.images import clean_photo
from config.core.models import Invitation, NoticeText, ShopProfile, User
from config.core.money import decimals
from config.core.refusals import Refused
from config.core.roles import Role

LOGO_EDGE = 600  # pixels


# The shop


class LogoField(forms.FileField):
    """A picture; the value is a CleanPhoto of our own pixels."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        return clean_photo(upload, max_edge=LOGO_EDGE) if upload else None


class AmountInput(forms.NumberInput):
    """Money is shown with the decimals of its currency, and with more only where it has more."""

    def __init__(self, attrs=None):
        super().__init__({"step": "any", "min": "0"} | (attrs or {}))

    def format_value(self, value):
        if isinstance(value, Decimal) and value.is_finite():
            exact = value.normalize().as_tuple().exponent
            value = value.quantize(Decimal(1).scaleb(min(exact, -decimals())))
        return super().format_value(value)


class MatterField(forms.CharField):
    """What another desk hands over: its number, hidden in the form; clean it is the Matter as ``user`` may see it, or None."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False, max_length=20)
        self.user = None

    def clean(self, value):
        number = super().clean(value)
        try:
            return hand_overs.matter(number, self.user) if number else None
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


class ShopForm(forms.ModelForm):
    new_logo = LogoField(
        label=_("Logo"), required=False, help_text=_("JPEG, PNG or WebP; shown on white.")
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    class Meta:
        model = ShopProfile
        fields = [
            "name",
            "color",
            "address",
            "phone",
            "whatsapp",
            "email",
            "hours",
            "tax_number",
        ]
        widgets = {
            "color": forms.TextInput(attrs={"type": "color"}),
            "address": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "color": _("On the pages your clients see. We darken it where text needs it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.logo:
            del self.fields["remove_logo"]

    def clean_name(self):
        """On one line: it stands in the sender of every e-mail."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_color(self):
        return self.cleaned_data["color"].lower()


class RegionForm(forms.ModelForm):
    class Meta:
        model = ShopProfile
        fields = ["time_zone", "language", "currency", "tax_name", "tax_rate"]
        widgets = {"currency": forms.TextInput(attrs={"autocapitalize": "characters"})}
        help_texts = {
            "currency": _("Three letters, such as EUR. Amounts already written stay as they are."),
            "language": _("For papers, e-mails and pages where nobody chose another."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = {name for name in available_timezones() if "/" in name and name[:4] != "Etc/"}
        zones = sorted(places | {"UTC", self.instance.time_zone})
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label,
            choices=[(zone, zone.replace("_", " ")) for zone in zones],
        )

    def clean_currency(self):
        return self.cleaned_data["currency"].upper()


class RepairsForm(forms.ModelForm):
    class Meta:
        model = ShopProfile
        fields = [
            "warranty_days",
            "estimate_days",
            "uncollected_days",
            "photo_months",
            "shows_staff",
        ]


class VendorsForm(forms.ModelForm):
    class Meta:
        model = ShopProfile
        fields = [
            "vendor_remind_days",
            "vendor_escalate_days",
            "vendor_announces",
            "vendor_asks_done",
        ]


class MaintenanceForm(forms.ModelForm):
    class Meta:
        model = ShopProfile
        fields = ["hourly_rate", "work_soon_days"]
        widgets = {"hourly_rate": AmountInput()}


class PlanForm(forms.ModelForm):
    class Meta:
        model = ShopProfile
        fields = ["plan"]


class PapersForm(forms.ModelForm):
    class Meta:
        model = ShopProfile
        fields = ["paper", "terms", "warranty_text"]
        widgets = {
            "terms": forms.Textarea(attrs={"rows": 6}),
            "warranty_text": forms.Textarea(attrs={"rows": 3}),
        }


class NoticesForm(forms.Form):
    """Which notices go out; what is not ticked is off."""

    on = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].choices = [(slug, each.label) for slug, each in notices.declared.items()]

    @property
    def off(self):
        return sorted(set(notices.declared) - set(self.cleaned_data["on"]))


class NoticeForm(forms.ModelForm):
    class Meta:
        model = NoticeText
        fields = ["subject", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args, notice, **kwargs):
        self.notice = notice
        super().__init__(*args, **kwargs)

    def clean_subject(self):
        return self._known("subject")

    def clean_body(self):
        return self._known("body").replace("\r\n", "\n")

    def _known(self, name):
        notices.check_placeholders(self.notice, self.cleaned_data[name])
        return self.cleaned_data[name]


# People


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choose…")), *Role.choices]

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        refuse_known(email)
        return email


def refuse_known(email):
    """Raises ValidationError where somebody already works here under that address."""
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError(gettext("Somebody with this e-mail already has a login."))


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rights add up. Somebody without a role sees no desk."),
    )


class JoinForm(UserCreationForm):
    class Meta:
        model = User
        fields = ["username", "first_name", "last_name"]
        labels = {"username": _("User name")}
        help_texts = {"username": _("You log in with it. Letters, digits and @ . + - _")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = True
        self.fields["password2"].help_text = ""
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean(self):
        refuse_known(self.instance.email)
        return super().clean()
