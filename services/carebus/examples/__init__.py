"""The project's own messages, invented and synthetic: one for each kind of verdict, and for each kind of bad input."""
