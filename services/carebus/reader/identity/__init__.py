"""Questions about a person with several records: which they are, and what ties them (R23)."""
