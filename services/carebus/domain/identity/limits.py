"""Understands how much is too much; the numbers are our choice.

A link changes the picture of every key of its person, and each has all their links: the product of the two is what one act writes.
"""

KEYS = 50
"""Keys of one person: more is a mistake of a source, and a person must look."""

LINKS = 100
"""Links of one person."""

TEXT = 200
"""Characters of a visit's id, a date or a level."""
