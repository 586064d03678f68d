"""What search finds, put into words and order for pages."""
