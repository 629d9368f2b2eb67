"""Writes the Python of a program: readable source, compiled once. `program.py` puts the parts together."""
