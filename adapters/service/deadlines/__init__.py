"""Deadlines in motion: what clocks, ladders and schedules reach is told once, and taken back where it is undone.

reading ── a case, asked of one policy
told ── what was told of a case before
settlement ── what is to be told and written now: a pure function of both
settling ── the same in the database, of one case or of many
due ── which cases are to be read again
sweeper ── a thread that settles what is due, whenever it is
once ── the same by a process that then ends
rebuild ── cases and clocks made anew from the events
"""
