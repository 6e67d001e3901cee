"""The numbers of the warehouse's papers, as parts of addresses."""

from config.core.converters import numbered

numbered("production", "PR")
numbered("picking", "PL")
numbered("inbound", "IN")
numbered("count", "SC")
