"""Understands a real Kafka and a real schema registry on one machine, without a container engine."""

from carebus.local.broker import Broker
from carebus.local.registry import Registry
from carebus.local.stack import Stack
from carebus.local.unavailable import Unavailable

__all__ = ["Broker", "Registry", "Stack", "Unavailable"]
