"""Who saw, decided and changed what, and when: a log that is only added to, each entry chained to the one before."""
