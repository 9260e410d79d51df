"""Experts as people who can be held to their word: who writes for them, what was verified, what they disclosed."""
