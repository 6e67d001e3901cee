"""A client's device from intake to pickup, and the public tracking page. Knows the warehouse and the vendors."""
