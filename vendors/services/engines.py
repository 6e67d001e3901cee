"""The drafting engine of this company: made of its trades and of what its people decided."""

from vendors.drafting import Draft, DraftingEngine


class FirstEngine:
    """Calls everything general: it stands in until the engine proper is here."""

    name, version = "none", "0"

    def draft(self, text: str, room: str = "") -> list[Draft]:
        return [Draft(text, "general", text[:80], text, 0.1)]


def company_engine() -> DraftingEngine:
    """The engine that the settings ask for, with all the company's decisions so far."""
    return FirstEngine()
