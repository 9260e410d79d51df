"""What the public reads: pages from the page model, and a JSON twin of each."""
