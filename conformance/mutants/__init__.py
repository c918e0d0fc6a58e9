"""Mutants by feature, named by their sin. ``python -m conformance.mutants`` prints which requirement kills which."""
