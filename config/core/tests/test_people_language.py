import pytest


def choose(client, **fields):
    return client.post("/language/", {"language": "es", **fields})


def test_the_choice_is_kept_and_the_reader_is_back(client):
    response = choose(client, next="/login/")

    assert response["Location"] == "/login/"
    assert client.cookies["django_language"].value == "es"
    assert client.get("/login/")["Content-Language"] == "es"


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:x", ""])
def test_nobody_is_sent_away_from_the_shop(client, where):
    assert choose(client, next=where)["Location"] == "/"


def test_a_language_we_do_not_have_is_not_kept(client):
    choose(client, language="xx")

    assert "django_language" not in client.cookies


def test_a_link_alone_changes_no_language(client):
    assert client.get("/language/?language=es").status_code == 405
