//! What an actor can do: load what it needs, ask the domain, save the outcome.
