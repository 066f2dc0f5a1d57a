"""The reader: what a text answers, read by a trained model that sees question and text together."""
