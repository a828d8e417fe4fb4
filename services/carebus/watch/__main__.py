"""`python -m carebus.watch`."""

from carebus.watch.service import main

if __name__ == "__main__":
    main()
