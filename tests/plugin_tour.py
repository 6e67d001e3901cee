"""A walk through every page of a desk at work: nothing sticks out, nobody is shut out, nothing breaks.

A module that walks says in FACTS what it needs of the demo's records: Python that fills `facts`.
"""

import json
import os
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser_steps import DESK, PHONE, Shop, sideways, violations

LOOKS = {"light at the desk": (DESK, "light"), "dark on a phone": (PHONE, "dark")}
FIND = """
import json
def the(what, rows):
    found = rows.order_by("pk").last()
    assert found, f"The demo has no {what}."
    return found
def number(model, status):
    return the(f"{model.__name__} that is {status}", model.objects.filter(status=status)).number
facts = {}
%s
print(json.dumps(facts))
"""


class Tour:
    """The demo's shop, and a browser that walks through it; `facts` are what the module wants to know of it."""

    def __init__(self, shop, facts):
        self.shop = shop
        self.facts = facts

    def visitor(self, look):
        viewport, theme = LOOKS[look]
        return self.shop.visitor(viewport=viewport, theme=theme)

    def staff(self, login, look):
        viewport, theme = LOOKS[look]
        return self.shop.staff(login, password="demo", viewport=viewport, theme=theme)

    def walk(self, page, paths, status=200):
        """What is wrong with the pages at these addresses, each line with its own."""
        axe, found = Axe(), []
        for path in paths:
            self.shop.faults.clear()
            answer = page.goto(path)
            if status != 200:
                self.shop.expect_refusal(status)
            faults = [*self.shop.faults, *violations(page, axe), *sideways(page)]
            if answer.status != status:
                faults.append(f"answered {answer.status}")
            found += [f"{path} {fault}" for fault in faults]
        self.shop.faults.clear()
        return found

    def menus(self, page, path):
        """What is wrong with the menus of a page, each opened."""
        page.goto(path)
        axe, found = Axe(), []
        for menu in page.locator("details.menu > summary:visible").all():
            menu.click()
            found += violations(page, axe, within="details.menu[open]") + sideways(page)
        return found


@pytest.fixture(scope="module")
def tour_of_module(request, docket_site_factory, browser):
    with closing(Shop(docket_site_factory("sqlite", demo=True), browser, demo=True)) as shop:
        yield Tour(shop, json.loads(shop.run(FIND % request.module.FACTS)))


@pytest.fixture
def tour(tour_of_module):
    """Its pages are closed after the test: those that stay open go on listening to the site."""
    yield tour_of_module
    tour_of_module.shop.close()


@pytest.fixture(params=LOOKS)
def look(request):
    return request.param


@pytest.fixture
def every_other(look):
    """Half of the pages in one look and half in the other; with TOUR=whole, all of them in both."""
    if os.environ.get("TOUR") == "whole":
        return slice(None)
    return slice(list(LOOKS).index(look), None, 2)
