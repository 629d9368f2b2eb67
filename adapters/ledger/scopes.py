"""What an API key may allow."""

SCOPES = ("decide", "events", "read", "admin")
"""Deciding, telling events, reading the ledger, running the service."""
