"""The experts' side: an answer is written, saved, stood behind sentence by sentence, and submitted."""
