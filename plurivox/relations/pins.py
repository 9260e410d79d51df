"""What the trained file must be, byte for byte; written by bench/train_relations.py."""

TREES_SHA256 = "5c1fb67893bcaf7953a950ae04cd9621bb1f8939d16c293fbc656c15e231ac2b"
