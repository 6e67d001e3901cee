from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "config.core"
    label = "core"
    verbose_name = "Docket"

    def ready(self):
        from config.core import checks  # noqa: F401, PLC0415 -- registers the system checks
