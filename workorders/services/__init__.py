"""What maintenance does, besides moving a status."""
