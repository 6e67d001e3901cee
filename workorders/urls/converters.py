"""The numbers of maintenance's papers, as parts of addresses."""

from config.core.converters import numbered

numbered("work_order", "WO")
numbered("case", "CA")
numbered("job", "SJ")
