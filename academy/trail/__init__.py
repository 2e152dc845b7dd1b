"""Room: who changed what, before and after, through which door; sealed so that nobody can change it unseen."""
