"""The simulated town: a hospital, two GP offices, home care, a pharmacy, a register and patients write at once, and nothing disappears, and nobody is taken for another."""

from carebus.demo.town.performance import on, play

__all__ = ["on", "play"]
