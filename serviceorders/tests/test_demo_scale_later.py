from io import StringIO

from django.core.management import call_command

from serviceorders.models import ServiceOrder


def test_thousands_of_every_desk_come_to_a_company_that_is_there(demo_company, settings):
    settings.DEBUG = True
    settings.MEDIA_ROOT = demo_company / "files"
    before, said = ServiceOrder.objects.count(), StringIO()

    call_command("demo", "--scale", "1", stdout=said)

    assert ServiceOrder.objects.count() == before + 1000
    assert [line for line in said.getvalue().splitlines() if "rows/s" in line][3:]
    assert "technician" in said.getvalue()
