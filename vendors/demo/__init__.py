"""The warranty desk of the demo company."""
