"""The watch: tells operators when data stops flowing, before a patient notices. A Faust application over `care.flow.v1` (decision 13)."""
