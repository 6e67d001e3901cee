from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from config.core.models import User
from serviceorders.models import ServiceOrder


def demo(*options):
    said = StringIO()
    call_command("demo", *options, stdout=said)
    return said.getvalue()


def test_it_is_refused_where_debug_is_off():
    with pytest.raises(CommandError, match="Set DEBUG=1"):
        demo()

    assert not User.objects.exists()


def test_it_is_refused_in_a_shop_that_has_people(order, settings):
    settings.DEBUG = True

    with pytest.raises(CommandError, match="empty"):
        demo()


def test_once_leaves_the_shop_of_somebody_else_alone(order, settings):
    settings.DEBUG = True

    assert demo("--once") == ""

    assert ServiceOrder.objects.get() == order
