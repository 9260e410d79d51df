"""What people are told: a notice at the desk for each, and an e-mail beside it unless they opted out."""
