"""How Docket is installed, and the servers it stands on."""
