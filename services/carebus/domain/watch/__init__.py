"""The watch's rules: what is usual, what is missing, and when that is an alarm. Pure; time is given in, never read."""
