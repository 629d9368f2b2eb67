"""Messages on their way to receivers: signed webhooks, retried until they arrive or are given up."""
