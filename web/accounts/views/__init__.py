"""The views of accounts: the door, one's own account, and people and roles."""
