import shutil

import psycopg
import pytest

from deploy.servers import Postgres, own_directory, postgres_for_tests


def test_a_database_is_made_empty_or_like_another(postgres_server):
    first = postgres_server.create_database()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE device (imei text)")

    copy = postgres_server.create_database(like=first.rpartition("/")[2])
    empty = postgres_server.create_database()

    with psycopg.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM device").fetchone() == (0,)
    with psycopg.connect(empty) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT count(*) FROM device")


def test_the_role_may_not_do_what_production_may_not(postgres_server):
    with psycopg.connect(postgres_server.url) as connection:
        role = connection.execute(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert role.fetchone() == (False, True)


def test_two_servers_stand_side_by_side_and_leave_nothing(postgres_server):
    with Postgres() as other:
        assert other.url != postgres_server.url
        directory = other.directory
    assert not directory.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(other.url, connect_timeout=2)


def test_a_kept_server_finds_its_data_again():
    directory = own_directory("docket-kept-")
    try:
        with Postgres(directory, durable=True) as server, psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE device AS SELECT '490154203237518' AS imei")
        with Postgres(directory, durable=True) as server, psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT imei FROM device").fetchall() == [
                ("490154203237518",)
            ]
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
    finally:
        shutil.rmtree(directory)


def test_a_server_that_the_environment_names_is_used_and_left_as_it_was(
    postgres_server, monkeypatch
):
    monkeypatch.setenv("DATABASE_URL_TEST", postgres_server.url)
    with postgres_for_tests() as given:
        assert given.url == postgres_server.url
        made = given.create_database()
        psycopg.connect(made).close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(made)
