"""Templates of work: kept in versions, of which none ever changes."""

from django.utils.translation import gettext as _

from config.core import live
from config.core.models import User
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from workorders.models import TemplateTask, TemplateVersion, WorkTemplate


@in_one_go
def keep_template(
    template: WorkTemplate,
    *,
    by: User,
    tasks: list[TemplateTask],
    note: str = "",
    seen_version: int | None = None,
) -> WorkTemplate:
    """The template with its tasks; tasks that differ from the current version are a new one, and orders keep theirs.

    Raises Refused without tasks or where another template has the name, and ChangedMeanwhile when another version
    came after ``seen_version``.
    """
    list(WorkTemplate.objects.select_for_update().filter(pk=template.pk))
    current = template.current if template.pk else None
    if seen_version is not None and current and current.number != seen_version:
        raise ChangedMeanwhile(
            _(
                "%(who)s saved version %(number)s while you were typing. Look at it, then save yours."
            )
            % {"who": current.by or _("Somebody"), "number": current.number}
        )
    if not tasks:
        raise Refused(_("A template needs at least one task."))
    if WorkTemplate.objects.filter(name__iexact=template.name).exclude(pk=template.pk).exists():
        raise Refused(_("There is a template of that name already."))
    template.save()
    if current is None or says(current.tasks.all()) != says(tasks):
        _add_version(template, current.number + 1 if current else 1, tasks, by, note)
    live.publish("workorders")
    return template


def says(tasks) -> list[dict]:
    """What these tasks ask, one after the other: the same for two versions that do not differ."""
    return [task.question for task in tasks]


def _add_version(template, number, tasks, by, note):
    version = TemplateVersion.objects.create(template=template, number=number, by=by, note=note)
    TemplateTask.objects.bulk_create(
        TemplateTask(version=version, place=place, **task.question)
        for place, task in enumerate(tasks, 1)
    )


@in_one_go
def switch_template(template: WorkTemplate, *, active: bool) -> None:
    """New orders can be made with it, or can no more; strategies that name it go on."""
    WorkTemplate.objects.filter(pk=template.pk).update(active=active)
    live.publish("workorders")
