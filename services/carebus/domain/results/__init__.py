"""Test results: laboratory and imaging reports, merged from every message that a laboratory sends of them (R13-R19)."""
