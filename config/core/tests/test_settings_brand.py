import re

import pytest

from config.core import outbox
from config.core.models import ShopProfile
from config.core.models.shop import current_shop


def contrast_with_white(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def paint(color):
    current_shop()
    ShopProfile.objects.filter(pk=1).update(color=color)


@pytest.mark.parametrize("color", ["#2557c7", "#ffff00", "#ffffff", "#7fff00", "#000000"])
def test_white_text_can_be_read_on_any_shops_colour(client, color):
    paint(color)
    css = client.get("/brand.css").content.decode()
    brands = re.findall(r"--brand: (#[0-9a-f]{6})", css)

    assert brands
    assert all(contrast_with_white(brand) >= 4.5 for brand in brands)


@pytest.mark.parametrize("color", ["#ffff00", "#2557c7"])
def test_white_text_can_be_read_on_the_button_of_a_letter(color):
    paint(color)
    letter = outbox.email(
        kind="", to="cleo@example.org", subject="Ready", text="Come", language="en",
        button=("See it", "https://shop.example/"),
    )  # fmt: skip
    (button,) = re.findall(r"background:(#[0-9a-f]{6});color:#ffffff", letter.html)

    assert contrast_with_white(button) >= 4.5


def test_a_colour_that_can_be_read_stays_as_it_is(client):
    paint("#2557c7")

    assert "--brand: #2557c7" in client.get("/brand.css").content.decode()


def test_the_stylesheet_is_kept_until_the_colour_changes(client):
    first = client.get("/brand.css")
    again = client.get("/brand.css", headers={"If-None-Match": first["ETag"]})
    paint("#8a0f0f")
    other = client.get("/brand.css", headers={"If-None-Match": first["ETag"]})

    assert first["Content-Type"] == "text/css"
    assert first["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200
