"""Schemathesis as a tool of ours: its phases on our OpenAPI document, our client, our judge beside its checks."""
