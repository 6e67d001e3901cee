"""The top of the building: settings, URLs and servers. It knows every app; none knows it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
