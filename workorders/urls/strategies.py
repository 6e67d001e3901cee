"""Templates and strategies."""

from django.urls import path

from workorders.views import strategies, templates

STRATEGY = "strategies/<key:pk>/"
TEMPLATE = "templates/<key:pk>/"

urlpatterns = [
    path("templates/", templates.templates, name="templates"),
    path("templates/new/", templates.new_template, name="new_template"),
    path(TEMPLATE, templates.template, name="template"),
    path(f"{TEMPLATE}edit/", templates.edit_template, name="edit_template"),
    path(f"{TEMPLATE}switch/", templates.switch_template, name="switch_template"),
    path("strategies/", strategies.strategies, name="strategies"),
    path("strategies/new/", strategies.new_strategy, name="new_strategy"),
    path("strategies/preview/", strategies.preview, name="strategy_preview"),
    path(STRATEGY, strategies.strategy, name="strategy"),
    path(f"{STRATEGY}edit/", strategies.edit_strategy, name="edit_strategy"),
    path(f"{STRATEGY}switch/", strategies.switch_strategy, name="switch_strategy"),
    path(f"{STRATEGY}pause/", strategies.pause, name="pause_strategy"),
]
