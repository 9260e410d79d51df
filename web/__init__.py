"""The site: keeps questions and answers, shows their comparison. It imports the engine, never the reverse."""
