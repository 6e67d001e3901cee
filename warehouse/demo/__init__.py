"""The warehouse of the demo company."""
