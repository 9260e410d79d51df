"""Search: the index of what is published, kept up with the database, and what readers see of it.

The engine returns ids and reasons; every text a reader sees is fetched from the database when it is asked for (I9).
"""
