"""Sending generated requests, fast and bounded; judging each answer; making what fails small."""
