"""Maintenance of the demo company: every status, strategies of each kind, parts in each state, seals that hold."""

from datetime import timedelta

import pytest
from django.utils import timezone

from workorders.models import (
    ApprovalRound,
    Asset,
    AssetPhoto,
    Batch,
    Case,
    CasePhoto,
    MachineEvent,
    MeterReading,
    Occurrence,
    PartLine,
    SavedView,
    ServiceJob,
    Site,
    Strategy,
    Task,
    TaskPhoto,
    TemplateVersion,
    WorkOrder,
    WorkOrderHistory,
    WorkTime,
)
from workorders.services.approvals import broken_seals
from workorders.states import (
    AnswerKind,
    CaseStatus,
    Kind,
    Origin,
    PartState,
    Status,
    Trigger,
    Verdict,
)

pytestmark = pytest.mark.long_file


def values(model, field):
    return set(model.objects.values_list(field, flat=True))


def test_the_demo_has_every_status_and_kind_of_work(demo_company):
    assert values(WorkOrder, "status") == set(Status)
    assert values(WorkOrder, "kind") == set(Kind)
    assert values(WorkOrder, "origin") == set(Origin) - {Origin.API}
    assert values(Case, "status") == set(CaseStatus)
    assert values(PartLine, "state") == set(PartState)
    assert values(Task, "answer_kind") == set(AnswerKind)
    assert WorkOrder.objects.late().count() >= 2
    assert WorkOrder.objects.filter(due_at__gt=timezone.now() + timedelta(days=7)).exists()
    assert WorkTime.objects.filter(ended_at=None).count() == 1


def test_strategies_of_every_kind_have_made_orders_each_once(demo_company):
    assert values(Strategy, "trigger") == set(Trigger)
    for trigger in Trigger:
        assert Occurrence.objects.filter(strategy__trigger=trigger).exists()
    assert Strategy.objects.filter(paused=True).exists()
    assert Strategy.objects.exclude(season_starts="").exists()
    assert Strategy.objects.filter(trigger=Trigger.USAGE, every__isnull=False).exists()
    assert MachineEvent.objects.filter(unusual=True).exists()
    assert not MachineEvent.objects.filter(judged=False).exists()
    assert MeterReading.objects.filter(unusual=True).exists()
    assert MeterReading.objects.exclude(reason="").exists()


def test_one_order_waits_for_the_demos_approver_and_all_seals_hold(demo_company):
    assert values(ApprovalRound, "verdict") == set(Verdict)
    waiting = ApprovalRound.objects.get(verdict=Verdict.WAITING)
    assert waiting.approver.username == "approver"
    assert ApprovalRound.objects.filter(verdict=Verdict.APPROVED, approver=None).exists()
    assert broken_seals() == []


def test_there_is_something_on_every_page(demo_company, settings):
    settings.MEDIA_ROOT = demo_company / "files"

    assert Site.objects.exclude(pin="").exists()
    assert 25 <= Asset.objects.count() <= 40
    assert Asset.objects.exclude(parent=None).exists()
    assert values(Asset, "status") == {"running", "down", "retired"}
    assert TemplateVersion.objects.filter(number=2).exists()
    assert ServiceJob.objects.with_sums().filter(orders_all__gte=2, orders_done=0).exists()
    assert Batch.objects.get().made == Batch.objects.get().orders.count()
    assert SavedView.objects.filter(user__username="manager").exists()
    assert Case.objects.filter(reporter=None).exists()
    for photo in [*AssetPhoto.objects.all(), *CasePhoto.objects.all(), *TaskPhoto.objects.all()]:
        assert photo.image.storage.exists(photo.image.name)


def test_six_months_of_work_stand_in_their_order(demo_company):
    numbers = list(
        WorkOrder.objects.order_by("created_at", "number_seq").values_list("number_seq", flat=True)
    )
    times = list(WorkOrderHistory.objects.order_by("pk").values_list("at", flat=True))
    ended = WorkOrder.objects.filter(completed_at__isnull=False, due_at__isnull=False)
    in_time = [order.completed_at <= order.due_at for order in ended]

    assert numbers == list(range(1, len(numbers) + 1))
    assert times == sorted(times)
    assert times[-1] <= timezone.now()
    assert (times[-1] - times[0]).days > 180
    assert 0.6 < sum(in_time) / len(in_time) < 1
    assert WorkOrderHistory.objects.filter(action="skip").exclude(note="").count() >= 2
