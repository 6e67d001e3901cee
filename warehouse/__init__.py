"""What is on the shelves: products, stock and production. Knows the vendors."""
