"""Clocks, ladders and schedules as a policy's file states them.

shapes.py       what they are, for a policy as for a program
expressions.py  everything that they read
read_*.py       from the document; patterns.py, keys.py, rungs.py and rung_positions.py are what those share
"""
