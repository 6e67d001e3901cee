import smtplib
from email.message import EmailMessage
from threading import Thread

import pytest


def send(server, subject, timeout=10):
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = subject, "desk@shop.example", "a@example.org"
    letter.set_content("Your phone is ready — ¡pasa cuando quieras!")
    with smtplib.SMTP("127.0.0.1", server.port, timeout=timeout) as client:
        client.send_message(letter)


def test_a_message_is_kept_with_its_envelope(smtp_server):
    send(smtp_server, "Ready")

    received = smtp_server.wait_for(lambda mail: mail.subject == "Ready")

    assert smtp_server.messages == [received]
    assert received.sender == "desk@shop.example"
    assert received.recipients == ("a@example.org",)
    assert received.text.strip() == "Your phone is ready — ¡pasa cuando quieras!"


def test_a_message_that_does_not_come_is_an_error_that_names_those_that_did(smtp_server):
    send(smtp_server, "Ready")
    with pytest.raises(AssertionError, match="Ready"):
        smtp_server.wait_for(lambda mail: mail.subject == "Estimate", timeout=0.1)


def test_refused_messages_come_at_the_next_try(smtp_server):
    smtp_server.refuse_next(1)
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(smtp_server, "Ready")
    send(smtp_server, "Ready")

    assert refusal.value.smtp_code == 451
    assert len(smtp_server.refused) == len(smtp_server.messages) == 1


def test_a_message_that_hangs_is_answered_when_the_server_goes_on(smtp_server):
    smtp_server.hang()
    with pytest.raises((TimeoutError, smtplib.SMTPException)):
        send(smtp_server, "Lost", timeout=0.3)
    sender = Thread(target=send, args=(smtp_server, "Late"))
    sender.start()

    smtp_server.go_on()

    sender.join(10)
    assert smtp_server.wait_for(lambda mail: mail.subject == "Late")


def test_a_server_that_was_gone_keeps_its_port_and_its_mail(smtp_server):
    send(smtp_server, "Before")
    smtp_server.stop()
    with pytest.raises(ConnectionError):
        send(smtp_server, "Meanwhile")
    smtp_server.start()
    send(smtp_server, "After")

    assert [mail.subject for mail in smtp_server.wait_for_count(2)] == ["Before", "After"]
