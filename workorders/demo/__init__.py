"""The maintenance desk of the demo company."""
