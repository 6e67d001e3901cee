"""Turning a homeowner's words into drafts of work orders: plain Python that knows nothing of the database."""

from .kinds import Draft, DraftingEngine, Example

__all__ = ["Draft", "DraftingEngine", "Example"]
