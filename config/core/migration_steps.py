"""Steps of migrations that do not make anew the models of the whole shop for each of themselves."""

from django.db import migrations
from django.db.migrations.operations.base import Operation


class CreateTable(migrations.CreateModel):
    """A table. Of the models at hand none is made anew: as at a start of the site, they only learn who points to them.

    CreateModel makes each anew that is related to the new one: with ours nearly all of them, a hundred times.
    """

    def state_forwards(self, app_label, state):
        apps = state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)
        if apps is not None:
            apps.render_multiple([state.models[app_label, self.name_lower]])
            state.apps = apps


class DatabaseStep(Operation):
    """A step that speaks to the database alone: ``build(editor)``, and ``drop(editor)`` to undo it.

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
