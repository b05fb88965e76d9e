"""What is kept: a user's notes, the log of their changes, and everything read from that log."""
