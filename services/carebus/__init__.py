"""carebus: the event bus by which shared care information follows a patient."""

__version__ = "0.1.0"
