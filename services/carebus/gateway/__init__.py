"""The way in: who sends, what they send, and which patient it is about; from bytes to submissions or to what is held."""
