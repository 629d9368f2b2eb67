"""The ledger: what was decided, what happened and what was told, appended and never changed; in SQLite or PostgreSQL.

Everything else in the database is made from it, says what is still to be done, or who may call and who is told.
"""
