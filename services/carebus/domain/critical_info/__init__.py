"""What must be known before anything is done to a patient (kritisk informasjon): allergies and other alerts (R10-R12, R26)."""
