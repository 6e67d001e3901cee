"""News of vendor orders, for the desks to the left that had them made."""

from django.dispatch import Signal

# Sent with order, news (words for people) and by, in the transaction of its cause.
order_moved_on = Signal()
