"""What may be asked of the vendor orders, and typed on one of them."""

from datetime import timedelta

from django import forms
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import midnight, sensible
from config.core.forms import AmountInput
from config.core.keys import LARGEST_KEY, SeveralChoices
from config.core.money import rounded
from vendors.models import IssuePhoto, Property, Vendor, VendorWorkOrder
from vendors.states import OPEN, Response, Status

SILENT_AFTER = timedelta(days=3)
WAITING = [Response.SENT, Response.VIEWED]  # for the vendor's answer


# The list


LOOKS = {
    "late": gettext_lazy("Overdue"),
    "silent": gettext_lazy("No reply for 3 days"),
    "another": gettext_lazy("Needs another vendor"),
    "news": gettext_lazy("News from the vendor"),
}


def looks():
    """{look: the condition of the orders that it finds}, as of now."""
    now = timezone.now()
    at_work, unanswered = Q(status=Status.IN_PROGRESS), Q(answered_at=None, response__in=WAITING)
    return {
        "late": at_work & Q(scheduled_at__lt=now),
        "silent": at_work & unanswered & Q(sent_at__lt=now - SILENT_AFTER),
        "another": at_work
        & (Q(response=Response.DECLINED) | unanswered & Q(escalated_at__isnull=False)),
        "news": Q(has_news=True),
    }


def is_silent(order):
    """Whether the vendor has the job, and has not answered for too long."""
    return bool(
        order.status == Status.IN_PROGRESS
        and order.response in WAITING
        and order.answered_at is None
        and order.sent_at
        and order.sent_at < timezone.now() - SILENT_AFTER
    )


def pressing():
    """0 for what is overdue, 1 for what nobody has answered for days, 2 for the rest."""
    found = looks()
    return Case(
        When(found["late"], then=0),
        When(found["silent"], then=1),
        default=2,
        output_field=IntegerField(),
    )


def key():
    return forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)


def day(label):
    return forms.DateField(label=label, required=False, validators=[sensible])


class OrderFilter(forms.Form):
    """What stands in the address of the list; what is wrong there is left out, as if nobody had asked for it."""

    status = forms.MultipleChoiceField(choices=Status.choices, required=False)
    response = forms.ChoiceField(
        label=gettext_lazy("Vendor’s answer"),
        choices=[each for each in Response.choices if each[0]],
        required=False,
    )
    look = forms.ChoiceField(
        label=gettext_lazy("Attention"), choices=list(LOOKS.items()), required=False
    )
    vendor, trade = key(), key()
    where = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    since = day(gettext_lazy("Created from"))
    until = day(gettext_lazy("Created to"))
    q = forms.CharField(label=gettext_lazy("Search"), max_length=200, required=False)
    group = forms.ChoiceField(
        choices=[
            ("property", gettext_lazy("By property")),
            ("vendor", gettext_lazy("By vendor")),
        ],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["property"] = key()  # as an attribute of the class it would hide the builtin

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = [] if name == "status" else None

    @property
    def statuses(self):
        """What is shown: the statuses asked for; all where words or news are looked for; else what is open."""
        if chosen := self.cleaned_data["status"]:
            return chosen
        if self.cleaned_data["q"] or self.cleaned_data["look"] == "news":
            return Status.values
        return [str(status) for status in OPEN]

    def narrow(self, orders):
        """These orders, of whatever status and attention, as far as the other filters let them through."""
        asked = self.cleaned_data
        fields = {
            "response": "response",
            "vendor": "vendor",
            "trade": "trade",
            "property": "request__home",
        }
        for name, field in fields.items():
            if asked[name]:
                orders = orders.filter(**{field: asked[name]})
        if asked["where"]:
            homes = Property.objects.matching(asked["where"])
            orders = orders.filter(request__home__in=homes.values("pk"))
        if asked["since"]:
            orders = orders.filter(created_at__gte=midnight(asked["since"]))
        if asked["until"]:
            orders = orders.filter(created_at__lt=midnight(asked["until"]) + timedelta(days=1))
        return orders.matching(asked["q"]) if asked["q"] else orders


# The page of an order


def moment_input():
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class StepForm(forms.Form):
    """What may come along with a step."""

    note = forms.CharField(required=False, max_length=4000)
    seen = forms.CharField(required=False, max_length=30)


class ScheduleForm(forms.Form):
    at = forms.DateTimeField(
        label=gettext_lazy("Date and time"), validators=[sensible], widget=moment_input()
    )


class PassForm(forms.Form):
    """Who is to get the order instead."""

    vendor = forms.ModelChoiceField(Vendor.objects.active())


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Internal note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


# An order being written


class VendorChoice(forms.ModelChoiceField):
    """Vendors of the trade first; who is not insured, or gets no more work, is marked."""

    def label_from_instance(self, vendor):
        marks = [
            _("not insured") if vendor.is_insured is False else "",
            "" if vendor.active else _("not active"),
        ]
        marks = ", ".join(filter(None, marks))
        return f"{vendor.company} ({marks})" if marks else vendor.company


def lines(rows):
    return forms.Textarea(attrs={"rows": rows})


class OrderForm(forms.ModelForm):
    """A work order written by hand, for issues of one request; ``asked`` is that request.

    ``trade`` is whose vendors stand first. The vendor who has the job stays until it is recalled, and so does the date.
    """

    issues = SeveralChoices(
        None,
        label=gettext_lazy("Issues it is for"),
        error_messages={"required": gettext_lazy("Choose the issues it is for.")},
    )
    photos = SeveralChoices(None, label=gettext_lazy("Photos to send"), required=False)
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    is_stale = False  # whether somebody else saved first

    class Meta:
        model = VendorWorkOrder
        fields = [
            "trade", "vendor", "title", "description", "scope", "internal_notes", "amount",
            "scheduled_at",
        ]  # fmt: skip
        field_classes = {"vendor": VendorChoice}
        widgets = {
            "description": lines(6),
            "scope": lines(3),
            "internal_notes": lines(3),
            "scheduled_at": moment_input(),
            "amount": AmountInput(),
        }
        help_texts = {
            "scope": gettext_lazy("Access, materials, limits. The vendor reads this too."),
        }

    def __init__(self, *args, asked, trade=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        if self.initial.get("amount") is not None:
            self.initial["amount"] = rounded(self.initial["amount"])
        self.fields["issues"].queryset = asked.issues.to_do().filter(not_covered_at=None)
        if self.instance.pk:
            kept = Q(not_covered_at=None) | Q(orders=self.instance)
            self.fields["issues"].queryset = asked.issues.to_do().filter(kept).distinct()
        self.fields["photos"].queryset = IssuePhoto.objects.filter(issue__request=asked).order_by(
            "issue__place", "pk"
        )
        self._offer_trades(trade)
        self._offer_vendors(trade)
        self.fields["scheduled_at"].validators.append(sensible)
        if self.instance.status == Status.IN_PROGRESS:
            self.fields["vendor"].disabled = True
            del self.fields["scheduled_at"]

    def _offer_trades(self, trade):
        field = self.fields["trade"]
        offered = Q(active=True) | Q(pk=self.instance.trade_id)
        field.queryset = field.queryset.filter(offered).order_by("name")
        field.empty_label = _("Choose…")

    def _offer_vendors(self, trade):
        field = self.fields["vendor"]
        field.empty_label = _("Not chosen yet")
        shown = Vendor.objects.filter(Q(active=True) | Q(pk=self.instance.vendor_id))
        of_trade = Vendor.trades.through.objects.filter(vendor=OuterRef("pk"), trade=trade)
        field.queryset = shown.annotate(fits=Exists(of_trade)).order_by("-fits", "company")
        vendors = list(field.queryset)
        groups = [
            (label, [(each.pk, field.label_from_instance(each)) for each in those])
            for label, those in (
                (_("Of this trade"), [each for each in vendors if each.fits]),
                (_("Other vendors"), [each for each in vendors if not each.fits]),
            )
            if those
        ]
        field.widget.choices = [("", field.empty_label), *groups]

    @property
    def sends(self):
        """Whether it is to go to the vendor at once."""
        return self.data.get("do") == "send"

    def clean(self):
        if self.sends and not self.cleaned_data.get("vendor") and "vendor" not in self.errors:
            self.add_error("vendor", _("Choose the vendor first."))
        return self.cleaned_data

    def details(self):
        """What the services are told of the order."""
        return {
            name: list(value) if name in ("issues", "photos") else value
            for name, value in self.cleaned_data.items()
            if name != "once"
        }

    def issue_choices(self):
        return self._ticked("issues")

    def photo_choices(self):
        return self._ticked("photos")

    def _ticked(self, name):
        """[(record, whether it is ticked)]."""
        chosen = {str(getattr(each, "pk", each)) for each in self[name].value() or []}
        return [(each, str(each.pk) in chosen) for each in self.fields[name].queryset]
