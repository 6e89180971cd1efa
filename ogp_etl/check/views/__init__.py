"""What people look at, made of findings: nothing is judged here."""
