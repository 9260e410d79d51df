"""The views of the reviewers' desk: one a page. Whoever may not come in is sent to sign in, or finds nothing here."""
