"""Room: good practices, from the call to the card that is read: written, read in, reviewed, translated, presented."""
