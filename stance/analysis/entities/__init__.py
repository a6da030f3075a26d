"""Who a source is: pronouns, surnames and short forms resolved to entities."""
