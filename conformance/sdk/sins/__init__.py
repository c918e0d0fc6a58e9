"""Clients with one thing done wrong, each named by its sin: the proof that every requirement on clients can fail."""
