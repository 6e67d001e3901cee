"""Our pages beside bare Django doing the same work, in one interleaved run: ``make bench``."""
