"""Questions about the medication list, and how they are answered: from its picture, and from every fact that led to it."""
