"""What is asked of the inbox, and the order that a mail is put with."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vendors.models import VendorWorkOrder

MOST_FOUND = 8


class InboxFilter(forms.Form):
    """The filters of the inbox, which stand in its address; what is wrong there is left out."""

    show = forms.ChoiceField(choices=[("handled", "handled")], required=False)
    q = forms.CharField(max_length=200, required=False)

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = ""

    @property
    def shows_handled(self):
        return self.cleaned_data["show"] == "handled"

    def narrow(self, messages):
        """Those whose sender or subject holds every word."""
        for word in self.cleaned_data["q"].split()[:8]:
            messages = messages.filter(
                Q(sender__icontains=word)
                | Q(sender_name__icontains=word)
                | Q(subject__icontains=word)
            )
        return messages


class OrderSearch(forms.Form):
    """Words by which the order of a mail is looked for: its number, else something about an open one."""

    find = forms.CharField(max_length=200, required=False)

    def found(self, orders):
        """At most eight of these orders; none before anything is typed."""
        words = self.cleaned_data["find"] if self.is_valid() else ""
        if not words:
            return orders.none()
        named = Q(pk__in=orders.filter(number__iexact=words).values("pk"))
        matching = Q(pk__in=orders.open().matching(words).values("pk"))
        found = orders.filter(named | matching).select_related("vendor", "request__home")
        return found.order_by("-number_year", "-number_seq")[:MOST_FOUND]


class AssignForm(forms.Form):
    """The order, by its number; ``orders`` are those the person may see."""

    number = forms.CharField(label=_("Work order"), max_length=30)

    def __init__(self, *args, orders, **kwargs):
        self.orders = orders
        super().__init__(*args, **kwargs)

    def clean_number(self):
        order = self.orders.filter(number__iexact=self.cleaned_data["number"]).first()
        if order is None:
            raise forms.ValidationError(
                _("There is no work order %(number)s."),
                params={"number": self.cleaned_data["number"]},
            )
        self.order = order
        return order.number


def from_this_sender(message, orders):
    """Open orders of vendors who write from this address: likely the ones it is about."""
    if not message.sender:
        return VendorWorkOrder.objects.none()
    found = orders.open().filter(vendor__email__iexact=message.sender)
    found = found.select_related("vendor", "request__home")
    return found.order_by("-number_year", "-number_seq")[:MOST_FOUND]
