"""The one door to a status change, for pages, admin, API and tasks alike."""

from dataclasses import dataclass
from itertools import count

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django_fsm import GET_STATE, RETURN_VALUE, TransitionNotAllowed
from django_fsm import transition as fsm_transition

from config.core import live
from config.core.transactions import in_one_go

_declared = count()


class UnknownStep(LookupError):
    """The record has no step of that name."""


class StepRefused(Exception):
    """The step cannot be taken now; ``reason`` is a sentence to act on, ``fix`` names the field that would help."""

    def __init__(self, reason, fix=""):
        super().__init__(reason)
        self.reason, self.fix = reason, fix


def step(label, *, source, target, permission, needs=(), note_needed=False, open_to=(), hint=""):
    """Declare a transition of ``status``.

    ``label`` is what its button says, ``needs`` are guards (see ``guard``), ``open_to`` names the kinds of Actor that
    may take it besides the users who hold ``permission``.
    """
    return fsm_transition(
        field="status",
        source=[str(status) for status in source] if isinstance(source, list) else str(source),
        target=target if isinstance(target, (RETURN_VALUE, GET_STATE)) else str(target),
        permission=permission,
        conditions=list(needs),
        custom={
            "label": label,
            "note_needed": note_needed,
            "open_to": set(open_to),
            "hint": hint,
            "order": next(_declared),
        },
    )


def guard(reason, fix=""):
    """Turn a predicate into a guard that says why it refuses, and which field would help."""

    def wrap(predicate):
        predicate.reason, predicate.fix = reason, fix
        return predicate

    return wrap


def transitions(model):
    """{step name: its transitions, one for each status it starts from}, in the order they are declared in."""
    field = model._meta.get_field("status")
    found = {}
    for transition in sorted(
        field.get_all_transitions(model), key=lambda each: each.custom["order"]
    ):
        found.setdefault(transition.name, []).append(transition)
    return found


def targets(transition):
    """The statuses a transition may end in: one, or several where the outcome decides."""
    if isinstance(transition.target, RETURN_VALUE):
        return list(transition.target.allowed_states)
    return [transition.target]


@dataclass(frozen=True)
class Offer:
    """One step from where a record stands, for one user: what its button shows, and why it is refused if it is."""

    name: str
    label: str
    target: str
    target_label: str
    hint: str
    note_needed: bool
    primary: bool
    url: str
    reason: str = ""
    fix: str = ""
    question: str = ""  # asked before the step is taken, where something speaks against it

    @property
    def allowed(self):
        return not self.reason


def offers(record, user):
    """The steps this user may see from here: those they can take, and those that a guard refuses for now."""
    labels = dict(record._meta.get_field("status").choices)
    usual = record.USUAL_STEPS.get(record.status)
    found = []
    for name, ways in transitions(type(record)).items():
        transition = _from_here(ways, record)
        if transition is None or not may_take(transition, record, user):
            continue
        refusal = _refusal(transition, record)
        target = targets(transition)[0]
        found.append(
            Offer(
                name=name,
                label=transition.custom["label"],
                target=target,
                target_label=labels[target],
                hint=transition.custom["hint"],
                note_needed=transition.custom["note_needed"],
                primary=name == usual and refusal is None,
                url=record.step_url(name),
                reason=refusal.reason if refusal else "",
                fix=refusal.fix if refusal else "",
            )
        )
    return found


def may_take(transition, record, by):
    if by.is_person:
        return transition.has_perm(record, by)
    return by.kind in transition.custom["open_to"]


@in_one_go
def take_step(record, name, *, by, note="", public=False, seen="", **details):
    """Take one step on a locked copy of the record, keep it in the history, and return the copy.

    ``by`` is a User or an Actor. ``seen`` is the status the actor was looking at, where it is known: a record that has
    been moved since is not moved again. Raises UnknownStep, PermissionDenied, or StepRefused with the reason.
    """
    record.lock_first()
    record = type(record).objects.select_for_update().filter(pk=record.pk).first()
    if record is None:
        raise StepRefused(_("It was removed meanwhile."))
    ways = transitions(type(record)).get(name)
    if ways is None:
        raise UnknownStep(name)
    if not may_take(ways[0], record, by):
        raise PermissionDenied(_("Your role may not take this step."))
    transition = _from_here(ways, record)
    if transition is None or (seen and seen != record.status):
        raise StepRefused(_where_it_stands(record, ways[0]))
    if transition.custom["note_needed"] and not note.strip():
        lacks_note = StepRefused(_("“%s” needs a note.") % transition.custom["label"], "note")
        raise _refusal(transition, record) or lacks_note

    came_from = record.status
    try:
        getattr(record, name)(by=by, **details)
    except TransitionNotAllowed as error:
        raise _refusal(transition, record) or error from None
    record.save()
    record.log(
        name, by=by, note=note.strip(), public=public, came_from=came_from, went_to=record.status
    )
    record.moved(name, by=by)
    live.publish(record.topic, record._meta.app_label)
    return record


def _from_here(ways, record):
    return next((way for way in ways if way.source in (record.status, "*")), None)


def _refusal(transition, record):
    for condition in transition.conditions:
        if not condition(record):
            return StepRefused(condition.reason, condition.fix)
    return None


def _where_it_stands(record, transition):
    """Who moved it last and where to, and what this step would have needed."""
    if reason := record.why_not(transition.name):
        return reason
    stands = record.get_status_display()
    latest = record.history.exclude(went_to="").select_related("by").first()
    if latest is None:
        return _("“%(step)s” is not possible while the status is %(status)s.") % {
            "step": transition.custom["label"],
            "status": stands,
        }
    return _("%(record)s was moved to %(status)s by %(who)s: “%(step)s” is not possible now.") % {
        "record": record,
        "status": stands,
        "who": latest.who,
        "step": transition.custom["label"],
    }
