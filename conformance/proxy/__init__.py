"""The judging proxy: passes everything on between a client and a server, and judges what passed."""
