"""Telling others: who receives what, signed how, sent when, and what becomes of what nobody took."""
