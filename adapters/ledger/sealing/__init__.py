"""The ledger sealed: batches under signed roots, and what finds whatever was changed, removed or put in since."""
