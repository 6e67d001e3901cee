"""Rules between tables that the database itself keeps, on both engines."""

from config.core.migration_steps import DatabaseStep

_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF;
RETURN NEW;
END $$;
CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


def refused_when(table, name, condition, message):
    """A migration step: no row is written to the table for which the SQL condition on NEW holds.

    The writer gets an IntegrityError with the message, whatever door the row came by.
    """
    return DatabaseStep(
        lambda editor: _forbid(editor, table, name, condition, message),
        lambda editor: _allow(editor, table, name),
    )


def _forbid(editor, table, name, condition, message):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            _FUNCTION.format(table=table, name=name, condition=condition, message=message),
            params=None,
        )
        return
    for event in ("INSERT", "UPDATE"):
        editor.execute(
            f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def _allow(editor, table, name):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {name} ON {table}")
        editor.execute(f"DROP FUNCTION {name}()")
        return
    for event in ("insert", "update"):
        editor.execute(f"DROP TRIGGER {name}_{event}")
