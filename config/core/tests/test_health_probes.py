import json
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.urls import path
from django.utils import timezone

from config import urls
from config.core import outbox
from config.core.models import Email
from config.core.views import health

urlpatterns = [path("metrics", health.metrics), *urls.urlpatterns]
handler404 = urls.handler404


def written(**fields):
    row = outbox.email(kind="", to="cleo@example.org", subject="Hello", text="Hi", language="en")
    Email.objects.filter(pk=row.pk).update(**fields)
    return row


def test_healthz_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


def test_a_probe_is_never_throttled(client):
    answers = {client.get("/healthz").status_code for _again in range(300)}

    assert answers == {200}


def test_readyz_tells_how_things_are(client):
    written(queued_at=timezone.now() - timedelta(seconds=500))
    facts = client.get("/readyz")

    assert facts.status_code == 200
    assert facts.json()["ready"] is True
    assert facts.json()["database"] == "ok"
    assert facts.json()["migrations"] == "applied"
    assert facts.json()["broker"] == "absent"
    assert 500 <= facts.json()["oldest_unsent_email_seconds"] < 600
    assert facts.json()["disk_free_mb"] > 0


def test_readyz_is_not_ready_while_a_migration_waits(client):
    caches["local"].clear()
    with connection.cursor() as cursor:
        latest = "SELECT max(id) FROM django_migrations WHERE app = 'core'"
        cursor.execute(f"DELETE FROM django_migrations WHERE id = ({latest})")
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["migrations"] == "pending"


def test_readyz_is_not_ready_without_its_tables(client):
    caches["local"].clear()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME TO away")
    assert client.get("/readyz").status_code == 503


def test_a_broker_that_is_away_is_told_and_closes_nothing(client, settings):
    settings.REDIS_URL = "redis://:secret@127.0.0.1:1/0"
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["broker"] == "degraded"
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize("probe", ["/healthz", "/readyz"])
def test_probes_only_read(client, probe):
    assert client.head(probe).status_code == 200
    assert client.post(probe).status_code == 405


@pytest.mark.urls(__name__)
class TestMetrics:
    def test_this_machine_reads_the_figures(self, client, order):
        written(state="failed")
        figures = client.get("/metrics").content.decode()

        assert 'docket_outgoing{kind="email",state="failed"} 1.0' in figures
        assert f'docket_records{{kind="serviceorder",status="{order.status}"}} 1.0' in figures
        assert "docket_oldest_unsent_email_seconds" in figures
        assert "process_" in figures

    @pytest.mark.parametrize(
        "origin",
        [
            {"REMOTE_ADDR": "203.0.113.9"},
            {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
            {"REMOTE_ADDR": ""},
        ],
    )
    def test_strangers_find_nothing(self, client, manager, origin):
        client.force_login(manager)

        assert client.get("/metrics", **origin).status_code == 404

    def test_whoever_runs_the_site_reads_them_from_afar(self, client, manager):
        manager.is_superuser = True
        manager.save()
        client.force_login(manager)

        assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_readyz_holds_no_secret(client, settings):
    facts = json.dumps(client.get("/readyz").json())

    assert settings.SECRET_KEY not in facts
    assert str(settings.DATA_DIR) not in facts
