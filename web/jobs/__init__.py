"""Background work: what is to be done is stored with what was done, and a worker does it, also after a crash.

A job is a function of an app, named by its dotted name, that takes `at` and numbers or words of closed lists; it may
run twice and then does nothing the second time. `actions.enqueue` asks for one in the caller's transaction. What runs
by the clock stands in settings.JOBS. The queue is that of django-tasks-db; tries, pauses and the clock are ours.
"""
