"""The shared medication list (Pasientens legemiddelliste, PLL): one list, decided once (R1-R9, R25, R29)."""
