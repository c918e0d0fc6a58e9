"""What changed on the wire: between two sets of recordings, within one, or between recordings and the schemas."""
