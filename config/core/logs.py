"""Structured logs, one event a line, with the request's id and without any token."""

import logging
import logging.config
import re

import structlog

TOKEN = re.compile(r"[\w-]{43,}")  # more where somebody typed on behind it
# What stands here in an address opens a page, however long it is. deploy/nginx.conf names the same places.
PLACES_OF_LINKS = (
    "track|request|v|approve|report|reported|join|book|calendar|account/reset"
    "|api/maintenance/attachments"
)
UNDER_THEM = re.compile(rf"((?:://[^/\s]+|(?<![\w.-]))/(?:{PLACES_OF_LINKS})/)[^/?\s\"'<>]+")


def masked(text):
    """The text without anything that looks like the token of a public link, or stands where one does."""
    return TOKEN.sub("•••", UNDER_THEM.sub(r"\1•••", text))


def _with_request_id(logger, method, event):
    from config.core.middleware import request_id  # noqa: PLC0415 -- needs the models to be loaded

    if request_id.get():
        event["request_id"] = request_id.get()
    return event


def _without_tokens(logger, method, event):
    return {key: _without_token(value) for key, value in event.items()}


def _without_token(value):
    """Figures as they are; anything else as masked words: Django's own lines hold the request, and that its address."""
    return value if value is None or isinstance(value, (int, float)) else masked(str(value))


class WithoutTokens(logging.Filter):
    """Masks tokens before any handler sees them."""

    def filter(self, record):
        record.msg = masked(record.getMessage())
        record.args = ()
        return True


def configure(config):
    """Send every log line to standard error: JSON where ``config["json"]``, else for a reader."""
    shared = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_request_id,
    ]
    last = (
        structlog.processors.JSONRenderer()
        if config["json"]
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"without_tokens": {"()": "config.core.logs.WithoutTokens"}},
            "formatters": {
                "line": {
                    "()": "structlog.stdlib.ProcessorFormatter",
                    "foreign_pre_chain": shared,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.format_exc_info,
                        _without_tokens,
                        last,
                    ],
                }
            },
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "line",
                    "filters": ["without_tokens"],
                }
            },
            "root": {"handlers": ["stderr"], "level": config["level"]},
            "loggers": {
                "django.server": {"handlers": [], "propagate": True},
                "fontTools": {"level": "WARNING"},
                "weasyprint": {"level": "ERROR"},
            },
        }
    )
