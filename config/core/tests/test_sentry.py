from config.core.models.link import token_for
from config.sentry import without_tokens


def test_no_token_of_a_public_link_leaves_with_an_error():
    token = token_for("track", "OS-2026-0001", 1)
    event = {"request": {"url": f"https://shop.example/track/{token}/"}, "extra": [token, 1]}

    told = without_tokens(event, {})

    assert token not in str(told)
    assert told["request"]["url"].startswith("https://shop.example/track/")
    assert told["extra"][1] == 1
