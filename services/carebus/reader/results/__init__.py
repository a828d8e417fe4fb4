"""Questions about laboratory reports, and how they are answered."""
