"""What the model's files must be, byte for byte: names and SHA-256.

Provenance: the weights are those published as sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), carried by the
package that requirements-model.txt pins. Changing any of these changes every vector and so every comparison.
"""

#: The published weights, model.safetensors, 90,868,376 bytes.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

#: The published WordPiece tokenizer.
TOKENIZER = "tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

#: The int8 graph that `build` writes from the weights.
GRAPH = "graph.onnx"
GRAPH_SHA256 = "3f189b1557dd9404bcda2d2849ceba67244d7245519b8a72278e59f8e5a88f4a"

#: Tokens of a text that the model reads, its two marks included (the model's own limit); the rest is not seen.
LONGEST = 256
