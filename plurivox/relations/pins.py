"""What the trained file must be, byte for byte; written by bench/train_relations.py."""

TREES_SHA256 = "00964663ab81c8c37942a343f04b44870c47e1da2c653ddcc5dd8550e944be68"
