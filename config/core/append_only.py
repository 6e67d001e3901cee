"""Tables whose rows the database itself refuses to change or to delete."""

from config.core.migration_steps import DatabaseStep

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME; END $$;
CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


def append_only(table):
    """A migration step: a row of the table stays as it was written, whoever asks."""
    return DatabaseStep(lambda editor: _guard(table, editor), lambda editor: _free(table, editor))


def _guard(table, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRESQL.format(table=table), params=None)  # its % is no placeholder
        return
    for event in ("UPDATE", "DELETE"):
        editor.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN "
            f"SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
        )


def _free(table, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {table}_is_kept ON {table}")
        return
    for event in ("update", "delete"):
        editor.execute(f"DROP TRIGGER {table}_no_{event}")
