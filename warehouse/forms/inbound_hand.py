"""What is typed and scanned by the door: what came, and where it is put.

Both pages are rows of quantities that start with everything there is. The first scan empties the rows nobody has
touched, so that from there on only what was scanned or typed counts.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import sensible
from config.core.money import format_quantity
from warehouse.forms.lines import QuantityInput, misfit
from warehouse.forms.picking import PickedQuantity
from warehouse.models import ZERO, Arrival, Storing

MOST_ROWS = 20  # lots of one line, or shelves of one receipt, that are typed at a time


class Row(forms.Form):
    """So much of something; a row without a quantity is left as it is."""

    quantity = PickedQuantity(
        label=gettext_lazy("Quantity"), required=False, min_value=0, widget=QuantityInput
    )
    names = ("quantity",)

    def __init__(self, *args, of, **kwargs):
        self.of = of
        super().__init__(*args, **kwargs)

    def clean_quantity(self):
        quantity = self.cleaned_data["quantity"]
        if quantity and not self.product.unit.fits(quantity):
            raise ValidationError(misfit(self.product))
        return quantity

    @property
    def counts(self):
        return bool(self.cleaned_data.get("quantity"))

    @property
    def words(self):
        """What a valid row says, for a message."""
        return f"{format_quantity(self.cleaned_data['quantity'])} × {self.product.sku}"


class ArrivalRow(Row):
    """So much of a line came, of one lot."""

    lot = forms.CharField(label=gettext_lazy("Lot"), max_length=40, required=False)
    expires_on = forms.DateField(
        label=gettext_lazy("Use by"),
        required=False,
        validators=[sensible],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    place = forms.TypedChoiceField(label=gettext_lazy("Where"), required=False, empty_value=None)
    names = ("quantity", "lot", "expires_on", "place")

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.line, self.product = self.of, self.of.product
        if not self.product.lot_tracked:
            del self.fields["lot"], self.fields["expires_on"]
        if len(places) > 1:
            self.fields["place"].choices = [(str(place.pk), str(place)) for place in places]
            self.fields["place"].coerce = {str(place.pk): place for place in places}.get
        else:
            del self.fields["place"]

    def clean(self):
        is_asked = "lot" in self.fields and "lot" not in self.errors and not self.line.lot_code
        if is_asked and self.counts and not self.cleaned_data["lot"]:
            self.add_error("lot", _("Type the lot: it is on the label."))
        return self.cleaned_data

    def said(self):
        said = self.cleaned_data
        return Arrival(
            self.line,
            said["quantity"],
            said.get("lot", ""),
            said.get("expires_on"),
            said.get("place"),
        )


class StoringRow(Row):
    """So much of a receipt goes to that place."""

    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=24,
        required=False,
        widget=forms.TextInput(
            attrs={"list": "places", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    names = ("quantity", "place")

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.receipt, self.product = self.of, self.of.line.product
        self.places = {place.code.upper(): place for place in places}

    def clean(self):
        if not self.counts or "place" in self.errors:
            return self.cleaned_data
        code = self.cleaned_data.get("place", "").strip()
        if not code:
            self.add_error("place", _("Where does it go?"))
        elif code.upper() not in self.places:
            self.add_error("place", _("“%s” is no place to put goods.") % code)
        return self.cleaned_data

    @property
    def words(self):
        return f"{super().words} → {self.said().location}"

    def said(self):
        place = self.places[self.cleaned_data["place"].strip().upper()]
        return Storing(self.receipt, self.cleaned_data["quantity"], place)


class Rows(forms.Form):
    """The whole page: its rows, by what they are of, and what is said about all of them.

    ``things`` are what the rows are of; ``starts`` says what a thing's first row holds, ``typed`` what was typed since.
    """

    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    counting = forms.BooleanField(required=False, widget=forms.HiddenInput)
    row = None

    def __init__(self, data=None, *, things, places, starts, typed=None, **kwargs):
        super().__init__(data, **kwargs)
        typed = typed or {}
        self.groups = [
            Group(
                thing,
                [
                    self.row(
                        data,
                        initial=values,
                        prefix=f"{thing.pk}-{number}",
                        of=thing,
                        places=places,
                    )
                    for number, values in enumerate(typed.get(thing.pk) or [starts(thing)])
                ],
            )
            for thing in things
        ]

    @property
    def rows(self):
        return [row for group in self.groups for row in group.rows]

    def is_valid(self):
        wrong = [row for row in self.rows if not row.is_valid()]  # each row is to say its own
        return super().is_valid() and not wrong

    @property
    def goods(self):
        """What is said of valid rows that have a quantity."""
        return [row.said() for row in self.rows if row.counts]


class Group:
    """The rows of one thing: the first, and those for further lots or shelves."""

    def __init__(self, thing, rows):
        self.thing, self.rows = thing, rows


class ReceivingForm(Rows):
    row = ArrivalRow
    nothing_more = forms.BooleanField(label=gettext_lazy("Nothing more is coming"), required=False)
    more_came = forms.BooleanField(label=gettext_lazy("More came than expected"), required=False)


class StoringForm(Rows):
    row = StoringRow
    here = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)


class Typed:
    """The rows as they were typed, right or wrong, so that a scan or a further row changes nothing else."""

    def __init__(self, kind, things, starts, data):
        self.names, self.things, self.starts, self.data = kind.row.names, things, starts, data
        self.rows = {thing.pk: self._rows_of(thing) for thing in things}
        self.counting = bool(data.get("counting"))
        self.is_bare = not any(name.endswith("-quantity") for name in data)

    def _rows_of(self, thing):
        if f"{thing.pk}-0-quantity" not in self.data:
            return [self.starts(thing)]
        text = self.data.get(f"{thing.pk}-rows", "")
        count = int(text) if text.isdecimal() and len(text) < 4 else 1
        return [
            {name: self.data.get(f"{thing.pk}-{number}-{name}", "") for name in self.names}
            for number in range(min(max(count, 1), MOST_ROWS))
        ]

    def quantity_of(self, thing):
        """How much of the thing its rows say together."""
        return sum(_number(row["quantity"]) for row in self.rows[thing.pk])

    def add_row(self, thing):
        """One more empty row of the thing, for another lot or another shelf."""
        if len(self.rows[thing.pk]) < MOST_ROWS:
            self.rows[thing.pk].append(dict.fromkeys(self.names, ""))

    def start_counting(self):
        """Rows that nobody has touched are empty: from here on, only what is scanned or typed counts."""
        if self.counting:
            return
        self.counting = True
        for thing in self.things:
            row = self.rows[thing.pk][0]
            if _number(row["quantity"]) == _number(self.starts(thing)["quantity"]):
                row["quantity"] = ""

    def count_one(self, thing):
        """One more of the thing came by; a page that sends its rows not along only looks for it."""
        if self.is_bare:
            return
        self.start_counting()
        row = self.rows[thing.pk][-1]
        row["quantity"] = _number(row["quantity"]) + 1

    def bring(self, thing, place):
        """The thing goes to the place, all of it where nothing else was typed."""
        if not self.is_bare:
            self.start_counting()
        row = self.rows[thing.pk][-1]
        row["quantity"] = row["quantity"] or self.starts(thing)["quantity"]
        row["place"] = place or row["place"]
        return row["place"]


def _number(text):
    """The quantity that was typed; nothing where it is none."""
    try:
        return PickedQuantity(required=False).clean(str(text)) or ZERO
    except ValidationError:
        return ZERO
