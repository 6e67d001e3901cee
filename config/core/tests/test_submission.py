import pytest
from django.db import IntegrityError

from config.core.models import NoticeText, Submission


def test_a_form_that_is_sent_again_is_answered_with_what_it_made():
    made = []

    def make():
        made.append("one")
        return "/service-orders/OS-2026-0001/"

    answers = [Submission.once("1:key", make) for _ in range(3)]

    assert answers == ["/service-orders/OS-2026-0001/"] * 3
    assert made == ["one"]


def test_two_forms_make_two():
    assert Submission.once("1:one", lambda: "/a/") == "/a/"
    assert Submission.once("1:two", lambda: "/b/") == "/b/"


def test_a_form_that_failed_can_be_sent_again():
    def refuse():
        NoticeText.objects.create(slug="half-done", language="en")
        raise ValueError("The plan is used up")

    with pytest.raises(ValueError, match="used up"):
        Submission.once("1:key", refuse)
    assert not NoticeText.objects.exists()
    assert Submission.once("1:key", lambda: "/made/") == "/made/"


def test_a_row_that_cannot_be_saved_is_not_taken_for_a_second_click():
    def twice():
        for _ in range(2):
            NoticeText.objects.create(slug="same", language="en")

    with pytest.raises(IntegrityError):
        Submission.once("1:key", twice)
    assert not Submission.objects.exists()


def test_a_key_with_a_nul_is_a_key_as_any_other():
    """PostgreSQL keeps no NUL."""
    for _ in range(2):
        assert Submission.once("1:k\0ey", lambda: "/made/") == "/made/"
    assert Submission.objects.get().key == "1:key"
