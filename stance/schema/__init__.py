"""The label schema: what every label means, versioned with the package."""
