"""Reader: what people and their systems see of the shared pictures, over HTTP, from a copy of its own."""
