"""What the trained file must be, byte for byte; written by bench/train_relations.py."""

TREES_SHA256 = "21d87eb162aa61516bcbab17a1bc35c03ddf911707dad5aae4114a4d0f301f5a"
