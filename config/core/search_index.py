"""Trigram indexes for Searchable models, on both engines."""

from config.core.migration_steps import DatabaseStep


def search_index(table):
    """A migration step: any part of three letters of ``search_text`` is found by an index."""
    return DatabaseStep(lambda editor: _build(table, editor), lambda editor: _drop(table, editor))


def _build(table, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        editor.execute(
            f"CREATE INDEX {table}_search ON {table} USING gin (search_text gin_trgm_ops)"
        )
        return
    search = f"{table}_search"
    editor.execute(
        f"CREATE VIRTUAL TABLE {search} USING fts5"
        f"(search_text, content='{table}', content_rowid='id', tokenize='trigram')"
    )
    editor.execute(f"INSERT INTO {search} ({search}) VALUES ('rebuild')")
    gone = f"INSERT INTO {search} ({search}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"
    come = f"INSERT INTO {search} (rowid, search_text) VALUES (new.id, new.search_text);"
    for name, event, body in [
        ("added", "INSERT", come),
        ("removed", "DELETE", gone),
        ("changed", "UPDATE OF search_text", gone + come),
    ]:
        editor.execute(f"CREATE TRIGGER {search}_{name} AFTER {event} ON {table} BEGIN {body} END")


def _drop(table, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP INDEX {table}_search")
        return
    for name in ("added", "removed", "changed"):  # gone already where SQLite rebuilt the table
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_search_{name}")
    editor.execute(f"DROP TABLE {table}_search")
