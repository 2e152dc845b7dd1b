"""Room: letters that organisers write: to whom, in which words, and when."""
