"""Plurivox: what experts agree on, where they differ, what only one says and what nobody addressed.

The data path, each step a module of that name: sources.read -> answers.admit -> statements.split -> facets.classify ->
points.group -> relations.relate -> compare.compare -> page.build.
"""

import os

# One thread for matrix products: several would add in another order from run to run, and cost more than they save on
# matrices this small. Set before numpy is loaded; a caller's own setting stands.
for _library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_library, "1")
