import re

import pytest
from django import forms
from django.template.loader import render_to_string


class Intake(forms.Form):
    client = forms.CharField(label="Client", help_text="As on the receipt.")
    how = forms.ChoiceField(
        label="How", widget=forms.RadioSelect, choices=[("desk", "Desk"), ("post", "Post")]
    )
    public = forms.BooleanField(label="Client sees this", required=False)


@pytest.fixture
def refused():
    return Intake({"client": "", "how": "desk"})


def test_a_field_has_its_label_its_help_and_a_mark_that_it_is_required():
    html = Intake()["client"].as_field_group()

    assert (
        '<label for="id_client">Client<span class="req" aria-hidden="true">*</span></label>' in html
    )
    assert '<div class="hint" id="id_client_helptext">As on the receipt.</div>' in html
    assert 'aria-describedby="id_client_helptext"' in html


def test_a_refused_field_says_why_to_eyes_and_to_screen_readers(refused):
    html = refused["client"].as_field_group()

    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert [name for name in described if f'id="{name}"' not in html] == []
    assert "This field is required." in html


def test_choices_are_one_group_with_a_legend():
    html = Intake()["how"].as_field_group()

    assert html.startswith('<fieldset class="field choices"')
    assert "<legend>How" in html


def test_a_tick_box_stands_before_its_words():
    html = Intake()["public"].as_field_group()

    assert html.index("<input") < html.index("<label")


def test_a_form_says_that_nothing_was_saved_yet(refused):
    assert "Nothing was saved yet" in render_to_string("core/_form_errors.html", {"form": refused})
    assert render_to_string("core/_form_errors.html", {"form": Intake()}).strip() == ""
