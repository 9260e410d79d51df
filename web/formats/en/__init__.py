"""How dates are written in English, as on the rest of the site: the day first."""
