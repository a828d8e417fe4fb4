"""The identity area: which keys are one person's, who is dead, and whose address is protected (R23)."""
