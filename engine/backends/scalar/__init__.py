"""Decides cases one at a time: generated Python is the fast path (`compiler`, `executable`), `tracing` explains."""
