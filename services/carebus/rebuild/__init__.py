"""Rebuild: the views as the accepted log tells them, compared with the live ones, and put right through their owner."""
