"""The stored comparison of each question, and the rule that a stale one is never shown."""
