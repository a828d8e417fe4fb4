"""`python -m carebus.clock`."""

from carebus.clock.service import main

if __name__ == "__main__":
    main()
