"""The platforms as the tests meet them: servers on the loopback that refuse what the real ones refuse."""
