"""The ledger: what was decided, what happened and what was told, appended and never changed; in SQLite or PostgreSQL.

Everything else in the database is made from it, or says what is still to be done.
"""
