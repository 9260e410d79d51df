"""What the trained file must be, byte for byte; written by bench/train_relations.py."""

TREES_SHA256 = "511dec31a4a24abd906e7a94c26297af4fbfd11a3a8a44b7e0a0e51e66ddee98"
