"""The clock: announces what time alone has changed, so that whoever subscribes is told (R11). Reading never waits for it."""
