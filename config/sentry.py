"""Errors told to Sentry, where a shop wants that: SENTRY_DSN set, and the optional requirements installed."""

from config.core.logs import masked


def start(dsn):
    """From now on what goes wrong is reported, without people's data and without any token."""
    import sentry_sdk  # noqa: PLC0415 -- an optional requirement

    sentry_sdk.init(dsn=dsn, send_default_pii=False, before_send=without_tokens)


def without_tokens(event, hint):
    """The event with every text in it masked, however deep it lies."""
    if isinstance(event, dict):
        return {key: without_tokens(value, hint) for key, value in event.items()}
    if isinstance(event, (list, tuple)):
        return [without_tokens(value, hint) for value in event]
    return masked(event) if isinstance(event, str) else event
