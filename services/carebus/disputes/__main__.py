"""`python -m carebus.disputes`."""

from carebus.disputes.service import main

if __name__ == "__main__":
    main()
