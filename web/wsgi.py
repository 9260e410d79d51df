"""What the web server runs: the site, after its database has shown that it keeps what it acknowledges."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")

application = get_wsgi_application()

from django.db import connection  # noqa: E402  Django's settings come first

from web.databases import check_durable  # noqa: E402

check_durable()
connection.close()  # a server may fork after this, and no two processes may share one
