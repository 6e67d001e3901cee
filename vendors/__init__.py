"""Who we send work to: vendors and their trades. Knows no other desk."""
