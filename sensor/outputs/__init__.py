"""Where results go and how they look there: JSON, CSV and the table for people."""
