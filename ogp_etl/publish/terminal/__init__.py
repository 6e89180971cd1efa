"""What the command line shows, as plain text."""
