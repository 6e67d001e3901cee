from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from config.core.keys import key_of
from config.core.models.shop import current_shop
from serviceorders import services
from serviceorders.models import Client

DETAILS = ["name", "email", "phone", "language"]
WIDGETS = {
    "name": forms.TextInput(attrs={"autocomplete": "off"}),
    "email": forms.EmailInput(attrs={"autocomplete": "off"}),
    "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
}
FINDS_CLIENTS = {
    "autocomplete": "off",
    "hx-get": reverse_lazy("serviceorders:find_clients"),
    "hx-trigger": "input changed delay:200ms",
    "hx-target": "#matches",
    "hx-swap": "outerHTML",
    "hx-sync": "this:replace",
}


class ClientSearch(forms.Form):
    """Words to find clients by; the picker sends them under the name of its own field."""

    q = forms.CharField(required=False, max_length=100)

    @property
    def words(self):
        self.is_valid()
        return self.cleaned_data.get("q", "")


class ClientForm(forms.ModelForm):
    """A client's own details."""

    class Meta:
        model = Client
        fields = DETAILS
        widgets = WIDGETS


class NewClientForm(ClientForm):
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ClientPickForm(forms.ModelForm):
    """Whose device or appointment it is: a client picked from those known, or the details of one.

    Drawn by serviceorders/clients/_picker.html. ``user`` is who picks: nobody picks a client they may not see.
    ``client``, a Client or the key of one as it stands in a URL, is picked beforehand; else the form begins with ``details``.
    """

    prefix = "client"

    client = forms.ModelChoiceField(
        Client.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("This client is no longer there: pick another.")},
    )

    class Meta:
        model = Client
        fields = DETAILS
        widgets = WIDGETS | {"name": forms.TextInput(attrs=FINDS_CLIENTS)}

    def __init__(self, data=None, *, user, client=None, details=None):
        super().__init__(data, initial={"language": current_shop().language} | (details or {}))
        known = Client.objects.for_user(user).known()
        self.fields["client"].queryset = known
        key = self.data.get(self.add_prefix("client")) if self.is_bound else client
        self.picked = one_of(known, key)  # who was picked so far, or None
        self.initial["client"] = self.picked
        if self.picked:
            self.fields["name"].required = self.fields["language"].required = False

    def _post_clean(self):
        """No client is filled in yet: one who was picked needs no details."""

    def pick(self):
        """The client who was picked, else the known one of this name and contact, else a new one."""
        details = {name: self.cleaned_data[name] for name in DETAILS}
        return self.picked or services.client_at_the_counter(**details)


def one_of(known, key):
    """The known client of this key, or None; a key may be anything that was typed into an address."""
    if key is None or isinstance(key, Client):
        return key
    return known.filter(pk=key_of(key)).first()
