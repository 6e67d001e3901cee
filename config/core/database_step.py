from django.db.migrations.operations.base import Operation


class DatabaseStep(Operation):
    """A migration step that speaks to the database alone: ``build(editor)``, and ``drop(editor)`` to undo it.

    Unlike RunPython it asks for no models: to make those anew for each of some sixty steps took most of a migration.
    """

    reversible = True
    atomic = False

    def __init__(self, build, drop):
        self.build, self.drop = build, drop

    def undone(self):
        """The step that takes back what this one built."""
        return DatabaseStep(self.drop, self.build)

    def state_forwards(self, app_label, state):
        """Nothing changes for the models."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.build(schema_editor)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self.drop(schema_editor)

    def describe(self):
        return "Something of the database's own"
