"""Sign-off: one person does the work and signs, another approves it or sends it back; each round is kept."""

import hashlib
import json
from datetime import UTC, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from config.core import live, workflow
from config.core.actors import CLIENT, CLOCK
from config.core.images import CleanPhoto
from config.core.models import User
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from workorders import letters
from workorders.models import ApprovalRound, Signature, SignOffLink, WorkOrder
from workorders.services.orders import unsealed
from workorders.states import Kind, Status, Verdict

LINK_DAYS = 14


def what_is_signed(order: WorkOrder) -> dict:
    """All that a signature stands for: the order, its assets, each task with its answer, its parts and its photos."""
    return {
        "number": order.number,
        "title": order.title,
        "description": order.description,
        "closing_notes": order.closing_notes,
        "assets": [[p.asset.tag, p.asset.name] for p in order.places.select_related("asset")],
        "tasks": [
            {
                "title": task.title,
                "asset": task.asset.tag if task.asset else "",
                "status": task.status,
                "answer": str(task.number) if task.number is not None else task.text,
                "reason": task.reason,
                "notes": task.notes,
                "photos": sorted(photo.image.name for photo in task.photos.all()),
            }
            for task in order.tasks.select_related("asset").prefetch_related("photos")
        ],
        "parts": [
            [line.product.sku, str(line.quantity)] for line in order.parts.select_related("product")
        ],
    }


def digest_of(content: dict | list) -> str:
    """The SHA-256 of the content, whatever order its keys come in."""
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


def seal_of(round: ApprovalRound) -> str:
    """The SHA-256 of everything that both signed: a figure of the row changed afterwards gives another."""
    return digest_of(
        [
            round.order.number,
            round.number,
            round.digest,
            digest_of(round.content),
            round.executor_id,
            round.executor_name,
            _moment(round.executed_at),
            round.approver_id,
            round.approver_name,
            round.approver_email,
            round.verdict,
            round.comment,
            _moment(round.decided_at),
            [[s.is_approver, s.image.name] for s in round.signatures.order_by("is_approver")],
        ]
    )


def _moment(at):
    """The same words for the same moment, whatever zone it was told in."""
    return at.astimezone(UTC).isoformat() if at else ""


def sign(
    order: WorkOrder, *, by: User, name: str, drawing: CleanPhoto | None = None
) -> ApprovalRound:
    """The executor has signed; the approver is asked, from outside by a link of 14 days.

    Raises Refused where tasks are open, nobody is there to approve, or the approver would sign.
    """
    with Signature.stored([drawing] if drawing else [], added_by=by) as pictures:
        return _sign(order, by, name, pictures)


@in_one_go
def _sign(order, by, name, pictures):
    order = unsealed(order)
    if order.kind != Kind.APPROVAL:
        raise Refused(_("This order needs no sign-off."))
    if order.approver_id is None and not order.approver_email:
        raise Refused(_("Choose who approves it first."))
    if order.approver_id == by.pk:
        raise Refused(_("Whoever approves it cannot have done it."))
    if order.tasks.unanswered().exists():
        raise Refused(_("Required tasks are not answered yet: answer them, or say why not."))
    if not name.strip():
        raise Refused(_("Type the name of whoever signs."))
    content = what_is_signed(order)
    round = ApprovalRound.objects.create(
        order=order,
        number=order.rounds.count() + 1,
        content=content,
        digest=digest_of(content),
        executor=by,
        executor_name=name.strip(),
        executed_at=timezone.now(),
        approver=order.approver,
        approver_name=str(order.approver) if order.approver else order.approver_name,
        approver_email=order.approver.email if order.approver else order.approver_email,
    )
    _keep(round, pictures, is_approver=False)
    order.log("signed", by=by, note=name.strip())
    order = workflow.take_step(order, "request_approval", by=by)
    ask_approver(round, by=by)
    return round


def ask_approver(round: ApprovalRound, *, by) -> None:
    """The approver has an e-mail, with a link of their own where they have no login."""
    link = None
    if round.approver_id is None:
        link = SignOffLink.issue(
            owner=f"{round.order.number}/{round.number}",
            nth=round.links.count() + 1,
            round=round,
            expires_at=timezone.now() + timedelta(days=LINK_DAYS),
        )
    letters.approval_wanted(round, link, by=by)


def decide(
    round: ApprovalRound,
    *,
    by: User | None,
    approved: bool,
    name: str,
    comment: str = "",
    drawing: CleanPhoto | None = None,
    address: str | None = None,
) -> WorkOrder:
    """Approved, the order is completed and sealed; else it goes back to be worked on, with the comment.

    ``by`` is None for an approver from outside. Raises Refused where it is decided already, is another's to decide,
    changed since it was signed, or goes back without a comment.
    """
    with Signature.stored([drawing] if drawing else []) as pictures:
        return _decide(round, by, approved, name, comment, pictures, address)


@in_one_go
def _decide(round, by, approved, name, comment, pictures, address):
    order = WorkOrder.objects.get(pk=round.order_id)
    order.lock_first()
    order = WorkOrder.objects.select_for_update().get(pk=order.pk)
    round = ApprovalRound.objects.select_for_update().get(pk=round.pk)
    if round.verdict != Verdict.WAITING or order.status != Status.PENDING_APPROVAL:
        raise Refused(_("This was decided already."))
    if by is not None and (by.pk == round.executor_id or by.pk != round.approver_id):
        raise Refused(_("It is for %s to approve.") % round.approver_name)
    if not approved and not comment.strip():
        raise Refused(_("Say what is missing."))
    if not name.strip():
        raise Refused(_("Type the name of whoever signs."))
    if digest_of(what_is_signed(order)) != round.digest:
        raise Refused(_("The order changed since it was signed: it has to be signed again."))
    _keep(round, pictures, is_approver=True)
    round.verdict = Verdict.APPROVED if approved else Verdict.SENT_BACK
    round.approver_name, round.comment = name.strip(), comment.strip()
    round.decided_at, round.address = timezone.now(), address
    round.seal = seal_of(round)
    round.save()
    round.links.filter(revoked_at=None).update(revoked_at=timezone.now())
    actor = by or CLIENT
    order.log("approved" if approved else "sent_back", by=actor, note=comment.strip() or name)
    if approved:
        return workflow.take_step(order, "finish", by=actor if by is None else _finisher(by))
    order = workflow.take_step(order, "start", by=round.executor, note=comment.strip())
    letters.sent_back(round, by=actor)
    live.publish(order.topic)
    return order


def _finisher(user):
    """An approver may finish what they approve, though they may do no other work."""
    return user if user.has_perm("workorders.do_work") else CLOCK


def _keep(round, pictures, *, is_approver):
    for picture in pictures:
        picture.round, picture.is_approver = round, is_approver
        picture.save()


def broken_seals() -> list[ApprovalRound]:
    """The rounds whose rows, or those of their sealed order, no longer match what was signed."""
    decided = ApprovalRound.objects.exclude(verdict=Verdict.WAITING).select_related("order")
    return [
        round
        for round in decided.prefetch_related("signatures").iterator(chunk_size=500)
        if round.seal != seal_of(round)
        or digest_of(round.content) != round.digest
        or (round.stands and _own(what_is_signed(round.order)) != _own(round.content))
    ]


def _own(content):
    """What the order's own rows hold of it: assets and products may have other names by now."""
    return content | {
        "assets": len(content["assets"]),
        "tasks": [task | {"asset": ""} for task in content["tasks"]],
        "parts": [quantity for _sku, quantity in content["parts"]],
    }
