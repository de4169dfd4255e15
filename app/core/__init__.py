"""Ground floor: tasks, thread hand-over, faults, clock, settings, secrets, logs."""
