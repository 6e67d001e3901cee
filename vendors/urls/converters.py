"""The numbers of the warranty desk's papers, as parts of addresses."""

from config.core.converters import numbered

numbered("request", "SR")
numbered("vendor_order", "VW")
