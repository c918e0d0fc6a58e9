"""What people keep of traffic, in any of their formats, as exchanges; and exchanges in some of those formats.

One module for each format; ``reading`` tells them apart by content.
"""
