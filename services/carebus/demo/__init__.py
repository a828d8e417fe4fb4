"""The demonstration: invented laboratory messages travel through a real Kafka into a shared view, on this machine alone."""
