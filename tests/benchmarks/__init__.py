"""How fast public pages are answered, against a bare Flask page on the same server in the same run."""
