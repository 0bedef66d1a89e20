"""Model, blocks or pages → bytes."""
