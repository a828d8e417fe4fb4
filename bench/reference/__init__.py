"""The reference job: medicine changes of 414 bytes, merged into at most ten rows for each patient, exactly once."""
