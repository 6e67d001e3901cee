from config.core.doctor import kept
from serviceorders.models import Payment

kept(Payment)
