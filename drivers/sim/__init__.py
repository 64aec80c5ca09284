"""Devices that do not exist, for the demo and the tests."""
