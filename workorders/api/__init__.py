"""The doors for other systems: the fleet API, webhooks, machine data."""
