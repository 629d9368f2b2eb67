"""The doors of guiju: the command line, and whatever else lets people and systems in."""
