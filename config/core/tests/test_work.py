from django.core.management import call_command

from config.core import outbox


def test_everything_due_is_done_in_the_foreground(mailoutbox, capsys):
    for subject in ("One", "Two"):
        outbox.email(
            kind="test", to="cleo@example.org", subject=subject, text="Hello", language="en"
        )
    call_command("work", "--once")
    assert [message.subject for message in mailoutbox] == ["One", "Two"]
    assert capsys.readouterr().out == "2 done\n"
