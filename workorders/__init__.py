"""Jobs to be done on assets: tasks, plans, approvals. Knows the repair desk, the warehouse and the vendors."""
