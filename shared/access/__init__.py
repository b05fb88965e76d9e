"""Who may come in: tokens, sessions and the gate that asks for them."""
