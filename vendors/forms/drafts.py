"""What people make of a draft."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import sensible
from config.core.keys import SeveralChoices
from vendors.models import Issue, IssuePhoto, Trade, Vendor, VendorWorkOrder


class RejectForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is rejected"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Drafts to come learn from it. Nobody outside reads it."),
    )


class DraftForm(forms.ModelForm):
    """The order that is made of a draft, as people want it.

    Its issues are the draft's own and others of the request that nobody has ordered yet; its photos are any of the
    request's.
    """

    class Meta:
        model = VendorWorkOrder
        fields = [
            "trade",
            "vendor",
            "title",
            "description",
            "scope",
            "scheduled_at",
            "issues",
            "photos",
            "internal_notes",
        ]
        field_classes = {"issues": SeveralChoices, "photos": SeveralChoices}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6}),
            "scope": forms.Textarea(attrs={"rows": 3}),
            "internal_notes": forms.Textarea(attrs={"rows": 3}),
            "scheduled_at": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "issues": forms.CheckboxSelectMultiple,
        }
        labels = {"issues": gettext_lazy("Issues"), "photos": gettext_lazy("Photos")}
        help_texts = {
            "description": gettext_lazy("The vendor reads this."),
            "scope": gettext_lazy("The vendor reads this too: what to bring, where to ring."),
            "internal_notes": gettext_lazy("The vendor never sees this."),
        }

    def __init__(self, data=None, *, draft):
        self.draft = draft
        drafted = {
            name: getattr(draft, name) for name in ("trade", "vendor", "title", "description")
        }
        request = draft.issue.request
        pictures = IssuePhoto.objects.filter(issue__request=request).order_by("issue", "pk")
        self.pictures = list(pictures)
        own = {draft.issue_id, draft.issue.split_from_id}
        chosen = [photo.pk for photo in self.pictures if photo.issue_id in own]
        initial = drafted | {"issues": [draft.issue_id], "photos": chosen}
        super().__init__(data, initial=initial)
        self.fields["trade"].queryset = Trade.objects.filter(active=True).order_by("name")
        self.fields["trade"].empty_label = None
        self.fields["issues"].queryset = free_issues(draft)
        self.fields["photos"].queryset = pictures
        self.fields["photos"].required = False
        self.fields["scheduled_at"].validators.append(sensible)
        self.fields["vendor"].queryset = Vendor.objects.active()
        self.fields["vendor"].choices = vendor_choices(self.trade_shown)

    @property
    def trade_shown(self):
        """The key of the trade whose vendors stand first."""
        return str(self["trade"].value() or self.draft.trade_id)

    @property
    def photo_choices(self):
        """(photo, whether it goes along), in the order of the issues."""
        chosen = {str(key) for key in self["photos"].value() or []}
        return [(photo, str(photo.pk) in chosen) for photo in self.pictures]

    def clean_title(self):
        return self._as_drafted("title")

    def clean_description(self):
        return self._as_drafted("description")

    def _as_drafted(self, name):
        """The draft's own text where only the browser's line ends or the outer spaces differ from it."""
        typed, drafted = self.cleaned_data[name].replace("\r\n", "\n"), getattr(self.draft, name)
        return drafted if typed.strip() == drafted.strip() else typed

    def fields_of_order(self):
        """What ``services.edit_draft`` is told."""
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return said | {"issues": list(said["issues"]), "photos": list(said["photos"])}

    def _post_clean(self):
        """The order is made by the services."""


def free_issues(draft):
    """The draft's issue, and those of its request that wait for an order too."""
    others = draft.issue.request.issues.to_do().filter(orders=None, not_covered_at=None)
    return (Issue.objects.filter(pk=draft.issue_id) | others).distinct()


def vendor_choices(trade):
    """The active vendors, those of the trade first; whose insurance has ended says so."""
    here, elsewhere = [], []
    vendors = Vendor.objects.active().prefetch_related("trades").order_by("company")
    for vendor in vendors:
        of_trade = any(str(each.pk) == trade for each in vendor.trades.all())
        (here if of_trade else elsewhere).append((vendor.pk, vendor_label(vendor)))
    groups = [(_("Of this trade"), here), (_("Other vendors"), elsewhere)]
    return [("", _("Nobody yet")), *((label, found) for label, found in groups if found)]


def vendor_label(vendor):
    if vendor.is_insured is False:
        ended = date_format(vendor.insured_until, "DATE_FORMAT")
        return _("%(vendor)s, insurance ended %(day)s") % {"vendor": vendor, "day": ended}
    return str(vendor)
