"""Disputes: notices one id under two patients, which no patient's own picture can show, and has both marked (R13, R16)."""
