import gzip

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

pytestmark = pytest.mark.django_db

PAGES = ["400", "403", "403_csrf", "404", "413", "429", "500", "503", "507"]


@pytest.mark.parametrize("page", PAGES)
def test_an_error_page_needs_nothing(page):
    html = get_template(f"{page}.html").render()

    assert html.count("<h1>") == 1
    assert "<script" not in html


@pytest.mark.parametrize("page", ["500", "503", "507"])
def test_a_broken_site_still_has_its_page(page, django_assert_num_queries, rf):
    with django_assert_num_queries(0):
        html = get_template(f"{page}.html").render()

    assert 'href="/static/css/public.css"' in html


@pytest.mark.parametrize("page", ["500", "503", "507"])
def test_it_has_its_page_also_where_static_files_were_not_collected(page, settings, tmp_path):
    storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": storage}}
    settings.STATIC_ROOT = tmp_path

    assert 'href="/static/css/public.css"' in get_template(f"{page}.html").render()


@pytest.mark.parametrize("page", PAGES)
def test_an_error_page_gives_the_reference_to_ask_with(page, rf):
    request = rf.get("/")
    request.id = "a6f290d1bc8f"

    assert "<code>a6f290d1bc8f</code>" in get_template(f"{page}.html").render({"request": request})


def test_public_pages_are_light_enough_for_an_old_phone():
    page = render_to_string("base_public.html")
    parts = [page.encode()]
    parts += [(settings.BASE_DIR / "static" / name).read_bytes() for name in ("css/public.css",)]
    parts += [script.read_bytes() for script in (settings.BASE_DIR / "static/js").glob("public.js")]

    assert sum(len(gzip.compress(part)) for part in parts) < 20_000


def test_public_pages_keep_their_address_to_themselves():
    page = render_to_string("base_public.html")

    assert '<meta name="robots" content="noindex">' in page
    assert 'name="referrer"' not in page
