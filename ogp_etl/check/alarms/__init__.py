"""What operators must act on. An alarm is our business and never counts against a commitment."""
