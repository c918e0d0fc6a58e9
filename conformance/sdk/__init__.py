"""SDK mode: clients are judged as servers are – by the requests they send and by what they hand to the application."""
