"""The topics that every area shares, by name; what they are for is in their files under topics/."""

RECEIVED = "care.received.v1"
HELD = "care.held.v1"
VERDICTS = "care.verdicts.v1"
FLOW = "care.flow.v1"
SOURCES = "care.sources.v1"
ALARMS = "care.alarms.v1"
WATCH_STATE = "care.watch.state.v1"
