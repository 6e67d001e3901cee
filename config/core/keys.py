"""Keys of rows as they are typed and sent: anything may stand where one is expected."""

from django import forms
from django.core.exceptions import ValidationError

DIGITS = 18  # as far as a database counts
LARGEST_KEY = 10**DIGITS - 1


def key_of(text):
    """The key that was typed or sent, or None where it is none; of nothing at all it is None, too."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None


def keys_of(texts):
    """Those of the texts that are keys."""
    return [key for key in map(key_of, texts) if key is not None]


class SeveralChoices(forms.ModelMultipleChoiceField):
    """Records by their keys."""

    def clean(self, value):
        """Raises ValidationError for a key beyond what a database counts, as for any that is unknown."""
        for key in value or []:
            if len(str(key)) > DIGITS:
                refusal = self.error_messages["invalid_choice"]
                raise ValidationError(refusal, "invalid_choice", {"value": f"{str(key)[:DIGITS]}…"})
        return super().clean(value)
