"""What may be asked of the work orders, and typed on one of them."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import midnight, sensible
from config.core.forms import MatterField
from config.core.keys import LARGEST_KEY, SeveralChoices, key_of
from config.core.models.shop import current_shop
from config.core.money import format_money, refuse_finer
from vendors.models import Vendor
from workorders.costs import costs_of
from workorders.forms.assets import doers, people_who
from workorders.models import (
    Asset,
    Case,
    Occurrence,
    ServiceJob,
    Tag,
    Team,
    WorkOrder,
    WorkTemplate,
)
from workorders.states import CASE_LIVE, LIVE, AssetStatus, Kind, Priority, Stage, Status

METRES_A_KILOMETRE, SECONDS_AN_HOUR = Decimal(1000), Decimal(3600)
POINTS_A_PERCENT = Decimal(100)
MOST_MINUTES = 60 * 24 * 3650


# The list


DUE = {
    "late": gettext_lazy("Late"),
    "today": gettext_lazy("Today"),
    "week": gettext_lazy("Next 7 days"),
}


def key(label):
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=LARGEST_KEY)


def one_of(label, choices):
    return forms.ChoiceField(label=label, choices=choices, required=False)


class OrderFilter(forms.Form):
    """What stands in the address of the list; what is wrong there is left out, as if nobody had asked for it.

    ``who`` is a person's key, ``mine``, ``nobody``, or ``team-`` and a team's key.
    """

    stage = one_of(gettext_lazy("Stage"), Stage.choices)
    status = forms.MultipleChoiceField(
        label=gettext_lazy("Status"), choices=Status.choices, required=False
    )
    kind = one_of(gettext_lazy("Type"), Kind.choices)
    priority = one_of(gettext_lazy("Priority"), Priority.choices)
    who = forms.RegexField(
        r"^(mine|nobody|(team-)?[1-9][0-9]{0,17})$",
        label=gettext_lazy("Assignee"),
        required=False,
    )
    asset = forms.CharField(label=gettext_lazy("Asset"), max_length=100, required=False)
    due = one_of(gettext_lazy("Due"), list(DUE.items()))
    tag, strategy = key(gettext_lazy("Tag")), key(gettext_lazy("Strategy"))
    q = forms.CharField(label=gettext_lazy("Search"), max_length=200, required=False)

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = [] if name == "status" else None

    def shows(self, status, stage):
        """Whether the list has orders of this status and stage: those asked for, or all that are still to do."""
        asked = self.cleaned_data
        if asked["stage"] or asked["status"]:
            return (not asked["stage"] or stage == asked["stage"]) and (
                not asked["status"] or status in asked["status"]
            )
        return bool(asked["q"]) or status in LIVE

    def shown(self, orders):
        asked = self.cleaned_data
        if asked["stage"]:
            orders = orders.filter(stage=asked["stage"])
        if asked["status"]:
            return orders.filter(status__in=asked["status"])
        return orders if asked["stage"] or asked["q"] else orders.filter(status__in=LIVE)

    def narrow(self, orders, user):
        """These orders, of whatever status, as far as the other filters let them through."""
        asked = self.cleaned_data
        for name in ("kind", "priority"):
            if asked[name]:
                orders = orders.filter(**{name: asked[name]})
        if asked["who"]:
            orders = orders.filter(given_to(asked["who"], user))
        if asked["due"]:
            orders = orders.filter(due_by(asked["due"]))
        if asked["asset"]:
            orders = orders.filter(on_asset(asked["asset"]))
        if asked["tag"]:
            tagged = WorkOrder.tags.through.objects.filter(tag=asked["tag"])
            orders = orders.filter(pk__in=tagged.values("workorder"))
        if asked["strategy"]:
            made = Occurrence.objects.filter(strategy=asked["strategy"], order__isnull=False)
            orders = orders.filter(pk__in=made.values("order"))
        return orders.matching(asked["q"]) if asked["q"] else orders


def given_to(who, user):
    if who == "nobody":
        return Q(assignee=None, team=None)
    if who == "mine":
        teams = Team.objects.filter(members=user).values("pk")
        return Q(assignee=user) | Q(assignee=None, team__in=teams)
    if who.startswith("team-"):
        return Q(team=int(who.removeprefix("team-")))
    return Q(assignee=int(who))


def due_by(when):
    now, today = timezone.now(), midnight(timezone.localdate())
    if when == "late":
        return Q(due_at__lt=now, status__in=LIVE)
    days = 1 if when == "today" else 7
    return Q(due_at__gte=today, due_at__lt=today + timedelta(days=days))


def on_asset(text):
    """Orders on an asset of this tag or key, or on those whose words fit."""
    found = Asset.objects.filter(tag__iexact=text.strip())
    if (key := key_of(text)) is not None:
        found |= Asset.objects.filter(pk=key)
    else:
        found |= Asset.objects.matching(text)
    places = WorkOrder.assets.through.objects.filter(asset__in=found.values("pk"))
    return Q(pk__in=places.values("order"))


class SavedViewForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    query = forms.CharField(max_length=1000, required=False)


# The page of an order


class StepForm(forms.Form):
    """What may come along with a step."""

    note = forms.CharField(required=False, max_length=4000)
    seen = forms.CharField(required=False, max_length=30)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ClosingForm(forms.Form):
    closing_notes = forms.CharField(
        label=gettext_lazy("Closing notes"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ResolutionForm(forms.Form):
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0, max_value=MOST_MINUTES)


class TemplateForm(forms.Form):
    template = forms.ModelChoiceField(
        WorkTemplate.objects.none(), label=gettext_lazy("Template"), empty_label=None
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = active_templates(user)


def active_templates(user):
    return WorkTemplate.objects.for_user(user).active().order_by("name")


# An order being written


def moment_input():
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def figure(label, most):
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(most),
        max_digits=14,
        decimal_places=3,
        widget=forms.NumberInput(attrs={"step": "any", "min": "0"}),
    )


SHARES = [
    ("", gettext_lazy("None")),
    ("percent", gettext_lazy("Per cent")),
    ("amount", gettext_lazy("Amount")),
]


def share_kind(label):
    return forms.ChoiceField(label=label, choices=SHARES, required=False)


class AssetChoice(SeveralChoices):
    def label_from_instance(self, asset):
        return f"{asset.name} · {asset.tag}"


class OrderForm(forms.ModelForm):
    """A work order as its planner types it; odometer in kilometres, engine in hours, shares in per cent or an amount."""

    assets = AssetChoice(Asset.objects.none(), label=gettext_lazy("Assets"), required=False)
    template = forms.ModelChoiceField(
        WorkTemplate.objects.none(), label=gettext_lazy("Template"), required=False
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Separated by commas."),
    )
    kilometres = figure(gettext_lazy("Odometer, km"), 10**7)
    hours = figure(gettext_lazy("Engine hours"), 10**6)
    discount_kind = share_kind(gettext_lazy("Discount"))
    discount_value = figure(gettext_lazy("How much"), 10**10)
    tax_kind = share_kind(gettext_lazy("Tax"))
    tax_value = figure(gettext_lazy("How much"), 10**10)
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    is_stale = False  # whether somebody else saved first

    class Meta:
        model = WorkOrder
        fields = [
            "title", "kind", "category", "priority", "description", "assignee", "team",
            "planned_start", "planned_end", "due_at", "planned_minutes", "case", "job", "vendor",
            "po_number", "invoice_number", "approver", "approver_name", "approver_email",
        ]  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            **{name: moment_input() for name in ("planned_start", "planned_end", "due_at")},
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        order = self.instance
        self._offer_people(order)
        self._offer_records(order, user)
        for name in ("planned_start", "planned_end", "due_at"):
            self.fields[name].validators.append(sensible)
        self.fields["planned_minutes"].validators.append(MaxValueValidator(MOST_MINUTES))
        if order.pk:
            del self.fields["template"]
            self._fill_in(order)

    def _offer_people(self, order):
        self.fields["assignee"].queryset = doers(order.assignee_id)
        self.fields["assignee"].empty_label = _("Nobody yet")
        self.fields["approver"].queryset = people_who("sign_off", order.approver_id)
        self.fields["approver"].empty_label = _("Nobody")
        self.fields["team"].queryset = Team.objects.order_by("name")
        self.fields["team"].empty_label = _("No team")

    def _offer_records(self, order, user):
        self.fields["assets"].queryset = (
            Asset.objects.for_user(user).in_use().only("name", "tag").order_by("name")
        )
        if order.pk:
            kept = order.places.filter(asset=OuterRef("pk"))
            known = Asset.objects.for_user(user).annotate(place=Subquery(kept.values("place")[:1]))
            offered = known.exclude(Q(place=None) & Q(status=AssetStatus.RETIRED))
            self.fields["assets"].queryset = offered.order_by(
                F("place").asc(nulls_last=True), "name"
            )
        self.fields["template"].queryset = active_templates(user)
        cases = Case.objects.for_user(user).filter(Q(status__in=CASE_LIVE) | Q(pk=order.case_id))
        self.fields["case"].queryset = cases.order_by("-pk")
        self.fields["job"].queryset = ServiceJob.objects.for_user(user).order_by("-pk")
        active = Q(active=True) | Q(pk=order.vendor_id)
        self.fields["vendor"].queryset = Vendor.objects.filter(active).order_by("company")
        for name in ("template", "case", "job", "vendor"):
            self.fields[name].empty_label = _("None")

    def _fill_in(self, order):
        self.initial |= {
            "assets": [place.asset_id for place in order.places.all()],
            "tags": ", ".join(tag.name for tag in order.tags.order_by("name")),
            "kilometres": plain(order.odometer, METRES_A_KILOMETRE),
            "hours": plain(order.engine, SECONDS_AN_HOUR),
        }
        for name in ("discount", "tax"):
            amount, points = getattr(order, name), getattr(order, f"{name}_points")
            if amount is not None:
                self.initial |= {f"{name}_kind": "amount", f"{name}_value": f"{amount:f}"}
            elif points is not None:
                self.initial |= {
                    f"{name}_kind": "percent",
                    f"{name}_value": plain(Decimal(points), POINTS_A_PERCENT),
                }

    def clean_assets(self):
        """The assets as they were chosen: the first one's meters count."""
        keys = [int(key) for key in self["assets"].data or []]
        return sorted(self.cleaned_data["assets"], key=lambda asset: keys.index(asset.pk))

    def clean_tags(self):
        names = [" ".join(name.split()) for name in self.cleaned_data["tags"].split(",")]
        longest = Tag._meta.get_field("name").max_length
        if any(len(name) > longest for name in names):
            raise forms.ValidationError(_("A tag has at most %s characters.") % longest)
        return list(dict.fromkeys(filter(None, names)))

    def clean(self):
        typed = self.cleaned_data
        start, end = typed.get("planned_start"), typed.get("planned_end")
        if start and end and end < start:
            self.add_error("planned_end", _("The end comes after the start."))
        for name in ("discount", "tax"):
            self._clean_share(name)
        self._clean_discount()
        self._clean_approver()
        return typed

    def _clean_share(self, name):
        kind, value = (self.cleaned_data.get(f"{name}_{part}") for part in ("kind", "value"))
        if kind and value is None and f"{name}_value" not in self.errors:
            self.add_error(f"{name}_value", _("Enter a number."))
        if kind == "percent" and value is not None and value > 100:
            self.add_error(f"{name}_value", _("At most 100 per cent."))
        if kind == "amount" and value is not None and value != getattr(self.instance, name):
            try:
                refuse_finer(value)
            except forms.ValidationError as refusal:
                self.add_error(f"{name}_value", refusal)

    def _clean_discount(self):
        """An amount may be agreed before there are costs; typed beside them, it is not more than they are."""
        typed, order = self.cleaned_data, self.instance
        amount = typed.get("discount_value") if typed.get("discount_kind") == "amount" else None
        if not order.pk or amount is None or amount == order.discount:
            return
        costs = costs_of(order, hourly_rate=current_shop().hourly_rate).subtotal
        if 0 < costs < amount:
            self.add_error(
                "discount_value",
                _("At most what the order costs so far: %s.") % format_money(costs),
            )

    def _clean_approver(self):
        typed = self.cleaned_data
        approver, outside = typed.get("approver"), typed.get("approver_email")
        if approver and approver == typed.get("assignee"):
            self.add_error(
                "approver", _("Whoever does the work cannot approve it: choose somebody else.")
            )
        if approver and outside:
            self.add_error("approver_email", _("Choose one approver: from here or from outside."))
        if typed.get("approver_name") and not outside and "approver_email" not in self.errors:
            self.add_error("approver_email", _("Where is the decision link to be sent?"))
        if typed.get("kind") == Kind.APPROVAL and not (approver or outside):
            self.add_error("approver", _("Choose who approves it."))

    def _post_clean(self):
        """Fields alone are checked here; rows are the services' to write, and constraints are met by clean()."""

    def details(self):
        """What the services are told of the order."""
        typed = self.cleaned_data
        told = {name: typed[name] for name in self.Meta.fields}
        told |= {"assets": typed["assets"], "tags": typed["tags"]}
        told |= {
            "odometer": times(typed["kilometres"], METRES_A_KILOMETRE),
            "engine": times(typed["hours"], SECONDS_AN_HOUR),
        }
        for name in ("discount", "tax"):
            kind, value = typed[f"{name}_kind"], typed[f"{name}_value"]
            told[name] = value if kind == "amount" else None
            told[f"{name}_points"] = int(value * POINTS_A_PERCENT) if kind == "percent" else None
        if "template" in self.fields:
            told["template"] = typed["template"] and typed["template"].current
        return told


class NewOrderForm(OrderForm):
    """A work order being written, perhaps of what another desk hands over."""

    matter = MatterField()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["matter"].user = user


def plain(value, unit):
    """The figure in the unit that people read it in, or nothing."""
    return None if value is None else f"{(value / unit).quantize(Decimal('0.001')).normalize():f}"


def times(value, unit):
    return None if value is None else value * unit
