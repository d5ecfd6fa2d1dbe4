"""What the bot does in a conversation: one module for each concern, one function for each step."""
