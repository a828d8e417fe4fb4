"""The pure rules of shared care information: no I/O, no clock, no randomness, standard library only."""
