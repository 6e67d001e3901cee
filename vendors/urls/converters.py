"""The numbers of the desk's papers, as parts of addresses."""

from config.core.converters import numbered

numbered("service_request", "SR")
numbered("vendor_order", "VW")
