"""What the service does, whatever door it is asked through."""
