#!/usr/bin/env python
"""Django's command line, for Docket."""

import os
import sys


def main():
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if lacks_tables(error):
            sys.exit("The database has no tables yet. This makes them: manage.py migrate")
        raise


def lacks_tables(error):
    """Whether this is a database's complaint, and it can be asked but was never set up."""
    from django.apps import apps
    from django.db import DatabaseError, connection

    if not apps.ready or not isinstance(error, (DatabaseError, connection.Database.Error)):
        return False
    try:
        return "django_migrations" not in connection.introspection.table_names()
    except DatabaseError:
        return False


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
