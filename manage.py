#!/usr/bin/env python
"""Django's command line, for Docket."""

import os
import sys


def main():
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except Exception:
        if has_tables():
            raise
        sys.exit("The database has no tables yet. This makes them: manage.py migrate")


def has_tables():
    """Whether the database can be asked and was set up; one that cannot be asked is not what is meant here."""
    from django.db import DatabaseError, connection

    try:
        return "django_migrations" in connection.introspection.table_names()
    except DatabaseError:
        return True


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
