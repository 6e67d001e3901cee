"""What a vendor is told of a repair."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.forms import AmountInput
from config.core.keys import SeveralChoices
from serviceorders.forms.orders import lines
from vendors.forms.orders import VendorChoice
from vendors.models import Trade, Vendor, VendorWorkOrder


class SendOnForm(forms.ModelForm):
    """A vendor order for the device of ``order``. What it begins with says nothing of the client.

    ``trade`` is whose vendors are offered; all of them while none is chosen.
    """

    photos = SeveralChoices(None, label=gettext_lazy("Photos to send"), required=False)
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = VendorWorkOrder
        fields = ["trade", "vendor", "title", "description", "amount"]
        field_classes = {"vendor": VendorChoice}
        widgets = {"description": lines(8), "amount": AmountInput()}
        error_messages = {
            "vendor": {"invalid_choice": gettext_lazy("Choose a vendor of this trade.")}
        }

    def __init__(self, *args, order, trade=None, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial |= words_for_vendor(order)
        self.fields["photos"].queryset = order.photos.order_by("pk")
        self.fields["trade"].queryset = Trade.objects.filter(active=True).order_by("name")
        self.fields["trade"].empty_label = _("Choose…")
        vendors = Vendor.objects.of_trade(trade) if trade else Vendor.objects.active()
        self.fields["vendor"].queryset = vendors.order_by("company")
        self.fields["vendor"].empty_label = _("Not chosen yet")

    def job(self):
        """What ``services.send_on`` is told."""
        told = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return told | {"photos": list(self.cleaned_data["photos"])}

    def photo_choices(self):
        """[(photo, whether it is ticked)]: nothing leaves the shop that nobody ticked."""
        chosen = {str(each) for each in self["photos"].value() or []}
        return [(each, str(each.pk) in chosen) for each in self.fields["photos"].queryset]


def words_for_vendor(order):
    """Title and description from the device, the problem and the diagnosis."""
    diagnosis = _("Diagnosis: %s") % order.diagnosis if order.diagnosis else ""
    longest = VendorWorkOrder._meta.get_field("title").max_length
    return {
        "title": f"{order.device}: {order.problem.splitlines()[0]}"[:longest],
        "description": "\n\n".join(filter(None, [order.device, order.problem, diagnosis])),
    }
