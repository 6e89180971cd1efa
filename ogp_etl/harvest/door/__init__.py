"""Behind the door: one exchange at a time, its limits and manners, and answers from recordings in place of the network."""
