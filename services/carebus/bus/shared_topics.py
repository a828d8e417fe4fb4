"""The topics that every area shares, by name; what they are for is in their files under topics/."""

RECEIVED = "care.received.v1"
HELD = "care.held.v1"
VERDICTS = "care.verdicts.v1"
FLOW = "care.flow.v1"
