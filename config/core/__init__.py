"""The ground floor: what every desk shares. It names no order, vendor or shelf, and imports no app."""
