"""What the trained file must be, byte for byte; written by bench/train_relations.py."""

TREES_SHA256 = "f3bbee7b0890de3288298ef749d3ba81c39d5944326f41e2cc1be2db9c99f17e"
