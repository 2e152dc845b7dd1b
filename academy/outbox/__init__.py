"""Room: letters that are to leave, written in the same transaction as what they tell."""
