"""Runs, models and datasets told to MLflow; the only package that knows of it.

MLflow runs in a process of its own (`worker`), which is started with a run and listens until the run ends.
So it neither slows training down nor changes anything in it (environment, logging, warnings), its seconds of
start-up pass beside the training, and a run whose process is killed is still marked so.
"""
