"""The benchmarks, side by side with peers: `python -m bench [PART OF A NAME]`."""
