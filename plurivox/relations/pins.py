"""What the trained file must be, byte for byte; written by bench/train_relations.py."""

TREES_SHA256 = "59623a7c87cc568be96709bc8d1515cea3f373ec0425c8de50bfbd1a054fd227"
