"""Door: the worker. What happens without anybody asking: letters leave, the record is sealed, reminders fall due."""
