"""Room: what crosses rooms. The edition file, changes that several rooms must know of, and the doctor."""
