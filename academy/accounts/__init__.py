"""Room: how somebody signs in."""
