"""Requests made from the schemas: for properties and shrinking, for volume, and what they have covered."""
