"""JSON Schemas (2020-12) of every kind of file that guiju reads, and of the decision that it answers.

They are package data: `importlib.resources.files("schemas") / "policy.schema.json"`.
"""
