"""When: zones, recurrence, the night, and the language of time. Deterministic, offline, explainable."""
