"""Clocks, ladders and schedules of a program, made ready once: a case's names and history in, what they come to out.

patterns ── which events, about which key
slices ── what an expression would have been at an earlier instant
clocks, ladders, schedules ── history as `engine.temporal` wants it, and its answer as values that expressions see
run ── the one way in: a step made ready by its kind
"""
