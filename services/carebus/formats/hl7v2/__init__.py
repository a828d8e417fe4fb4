"""HL7 v2 (2.3 to 2.8) into the medication area: RDE, RDS and ADT A01, A03, A11, A13."""
