"""Saying on the next page what was done."""

from flask import flash, redirect

from academy.web.guard import Reply


def say(message: str, address: str) -> Reply:
    """Lead on, and say there what was done."""
    flash({"message": message, "undo": None})  # type: ignore[arg-type]  # any value that JSON can carry
    return redirect(address, 303)
