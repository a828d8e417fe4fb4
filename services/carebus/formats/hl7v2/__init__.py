"""HL7 v2 (2.3 to 2.8) into three areas: RDE, RDS and ADT A01, A03, A11, A13 into medication, AL1 and IAM into critical information, ADT A24, A37, A40, A45, A47 into identity."""
