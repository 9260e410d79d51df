"""Who may sign in to the desk. Readers have no account and get no cookie."""
