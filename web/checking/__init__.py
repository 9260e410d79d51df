"""An answer on its way to readers: fact check, medical review by two, publication, and what takes it back."""
