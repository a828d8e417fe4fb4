"""`python -m bench`: hold the contests and print what they came to; `--help` shows the options."""

from bench.program import app

if __name__ == "__main__":
    app()
