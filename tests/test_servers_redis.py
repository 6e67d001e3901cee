import pytest
import redis

from deploy.servers import Missing, redis_for_tests


@pytest.fixture
def client(redis_server):
    with redis.Redis.from_url(redis_server.url) as client:
        yield client


def test_an_outage_ends_on_the_same_port_with_everything_forgotten(redis_server, client):
    client.set("shop", "open")

    redis_server.kill()
    with pytest.raises(redis.ConnectionError):
        client.get("shop")

    redis_server.start()
    assert client.get("shop") is None


def test_every_test_gets_an_empty_server(client):
    assert client.dbsize() == 0


def test_a_server_that_the_environment_names_is_emptied_and_never_stopped(
    redis_server, client, monkeypatch
):
    client.set("left", "over")
    monkeypatch.setenv("REDIS_URL_TEST", redis_server.url)
    with redis_for_tests() as given:
        assert given.url == redis_server.url
        assert client.get("left") is None
        with pytest.raises(Missing):
            given.stop()
    assert client.ping()
