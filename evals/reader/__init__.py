"""Makes the reader of `assistant/reading`: its training data, its training, and the file that ships."""
