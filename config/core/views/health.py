"""What machines ask: is the process alive, can it work, how is it going. No answer holds a secret."""

import logging
import shutil
from ipaddress import ip_address

import redis
from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from config.core.models import Document, Email, Workflow
from config.core.models.outgoing import Outgoing

logger = logging.getLogger("docket.health")

BROKER_TIMEOUT = 1  # seconds
WAITING = [Outgoing.State.QUEUED, Outgoing.State.SENDING]


def probe(view):
    """Open to everyone and never throttled: a machine asks all day from one address."""
    view = login_not_required(never_cache(require_safe(view)))
    view.is_public = True
    return view


@probe
def healthz(request):
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@probe
def readyz(request):
    """200 when pages can be served, else 503; an old queue or a broker away is told and does not close the shop."""
    facts = {
        "ready": False,
        "database": "down",
        "migrations": "unknown",
        "oldest_unsent_email_seconds": None,
        "broker": broker(),
        "disk_free_mb": disk_free_mb(),
    }
    try:
        facts["migrations"] = "applied" if is_migrated() else "pending"
        facts["database"] = "ok"
        if facts["migrations"] == "applied":
            facts["oldest_unsent_email_seconds"] = oldest_unsent()
            facts["ready"] = True
    except Error:
        logger.exception("not ready")
    return JsonResponse(facts, status=200 if facts["ready"] else 503)


def is_migrated():
    """Whether the tables are as this code expects them; once they are, one query sees that the database is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    known = caches["local"]
    if not known.get("migrated"):
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        known.set("migrated", not plan, timeout=None)
    return known.get("migrated")


def oldest_unsent():
    """The age in seconds of the oldest e-mail still to be sent; 0 when there is none."""
    oldest = Email.objects.filter(state__in=WAITING).aggregate(at=Min("queued_at"))["at"]
    return max(0, int((timezone.now() - oldest).total_seconds())) if oldest else 0


def broker():
    """absent, ok or degraded; without it work goes on by the sweep, only later."""
    if not settings.REDIS_URL:
        return "absent"
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=BROKER_TIMEOUT,
        socket_timeout=BROKER_TIMEOUT,
        retry=None,
    )
    try:
        with client:
            client.ping()
    except (redis.RedisError, OSError):
        return "degraded"
    return "ok"


def disk_free_mb():
    try:
        return shutil.disk_usage(settings.DATA_DIR).free // 2**20
    except OSError:
        return None


@login_not_required
@never_cache
@require_safe
def metrics(request):
    """Figures for Prometheus, for this machine itself and for superusers; others find nothing here."""
    if not (_is_local(request) or request.user.is_superuser):
        raise Http404
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    outgoing = Gauge(
        "docket_outgoing", "Rows by kind and state", ["kind", "state"], registry=registry
    )
    for kind in (Email, Document):
        counts = dict.fromkeys(Outgoing.State.values, 0)
        counts |= dict(kind.objects.values_list("state").annotate(count=Count("pk")))
        for state, count in counts.items():
            outgoing.labels(kind._meta.model_name, state).set(count)
    Gauge(
        "docket_oldest_unsent_email_seconds", "Age of the oldest unsent e-mail", registry=registry
    ).set(oldest_unsent())
    records = Gauge("docket_records", "Records by status", ["kind", "status"], registry=registry)
    for model in apps.get_models():
        if issubclass(model, Workflow):
            for status, count in model.objects.values_list("status").annotate(count=Count("pk")):
                records.labels(model._meta.model_name, status).set(count)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _is_local(request):
    """Asked on this machine and not by a proxy that runs on it."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback and "X-Forwarded-For" not in request.headers
