"""What the web server runs: the site, after its database has shown that it keeps what it acknowledges."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")

application = get_wsgi_application()

from web.databases import check_durable  # noqa: E402  Django's settings come first

check_durable()
