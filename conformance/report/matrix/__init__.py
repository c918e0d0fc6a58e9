"""A static site of many runs: features × targets × revisions, and what was seen of each requirement."""
