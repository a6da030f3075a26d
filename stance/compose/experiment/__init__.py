"""An experiment from its configuration to a report, a model and a tracked run."""
