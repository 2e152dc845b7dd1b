"""Invented practice cards of the academy in Casablanca: two calls, cards in every state, reviews and translations."""
