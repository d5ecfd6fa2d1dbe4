"""The ways in: one adapter for each platform, each knowing the model and nothing else of ours."""
