"""Sequences of requests that share state – create, continue, branch, get, stream, resume, cancel, delete in any order –
and what the documentation says must hold after each of them.

``rules`` judges a row of exchanges, whoever sent them; ``machine`` draws sequences with hypothesis, ``player`` plays
them against a target, ``shortening`` makes one that broke a rule short, ``exploring`` does it all within a budget.
"""
