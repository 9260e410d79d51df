"""Settings of the site, read from the environment. Every variable is documented beside its line.

Nothing here opens a network connection, and nothing asks for a setting that a first visitor would not have.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

from web.databases import database
from web.letters.server import server

env = Env()

ROOT = Path(__file__).resolve().parent.parent
WEB = Path(__file__).resolve().parent

# The folder of the site's own data: database, secret key, model file, static files as served.
DATA_DIR = env.path("PLURIVOX_DATA_DIR", default=(ROOT if (ROOT / "manage.py").exists() else Path.cwd()) / "data")

# The folder of the sentence model. Without it statements are matched by words alone, and the pages say so.
MODEL_DIR = env.path("PLURIVOX_MODEL", default=ROOT / "data" / "model")


# Vectors of statements, kept between runs; may be deleted at any time.
VECTORS_DIR = DATA_DIR / "vectors"

# Which engine finds questions: "embedded", in each process and from a folder that the worker keeps up, so that the site
# and its worker run on one machine; or "postgresql", in the database of the site, for several machines.
SEARCH = env.str("PLURIVOX_SEARCH", default="embedded", validate=validate.OneOf(["embedded", "postgresql"]))

# The folder of the embedded engine. May be deleted at any time; `manage.py search rebuild` makes it anew.
SEARCH_DIR = DATA_DIR / "search"


def _secret_key(path: Path) -> str:
    """The key kept in the data folder, made on first use; a key for this process alone where nothing can be written."""
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(50)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(key, encoding="ascii")
    except OSError:
        pass
    return key


# A long random text; without it one is made and kept in the data folder.
SECRET_KEY = env.str("PLURIVOX_SECRET_KEY", default="") or _secret_key(DATA_DIR / "secret-key")

# Shows tracebacks to visitors: never on a public site.
DEBUG = env.bool("PLURIVOX_DEBUG", default=False)

# Host names the site answers to, separated by commas.
ALLOWED_HOSTS = env.list("PLURIVOX_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

# True when every visitor comes by HTTPS, through a server before this one that sets X-Forwarded-Proto: adds HSTS and
# sends plain HTTP to HTTPS.
HTTPS = env.bool("PLURIVOX_HTTPS", default=False)

# Whether readers see comparisons that no reviewer has released yet, marked as made by the machine.
SHOW_UNREVIEWED = env.bool("PLURIVOX_SHOW_UNREVIEWED", default=True)

# Whether a comparison is released only once every agreed line has one in plain words; else reviewers are told of those
# that have none.
REQUIRE_PLAIN = env.bool("PLURIVOX_REQUIRE_PLAIN", default=False)

# postgresql://user:password@host:port/name, or sqlite:///absolute/path; SQLite in the data folder otherwise.
DATABASES = {"default": database(env.str("DATABASE_URL", default="sqlite:///" + quote(f"{DATA_DIR}/plurivox.sqlite3")))}

if SEARCH == "postgresql" and "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("PLURIVOX_SEARCH is postgresql, but DATABASE_URL names none; set it, or use embedded.")

# A replica of that database that is searched instead of it, where PLURIVOX_SEARCH is postgresql: postgresql://...
SEARCH_READS = "default"
if _replica := env.str("PLURIVOX_SEARCH_REPLICA", default=""):
    SEARCH_READS = "search"
    DATABASES["search"] = database(_replica)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "web.accounts",
    "web.audit",
    "web.letters",
    "web.jobs",
    "web.questions",
    "web.experts",
    "web.writing",
    "web.checking",
    "web.review",
    "web.finding",
    "web.asking",
    "web.pages",
]

MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",  # a page of long answers is sent in a tenth of its size
    "web.headers.headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "web.languages.of_the_address",
    "django.middleware.common.CommonMiddleware",
    "web.limits.small_only",
    "web.origin.own_pages_only",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "web.languages.of_the_account",
    "allauth.account.middleware.AccountMiddleware",
    "web.errors.Refusals",
]

ROOT_URLCONF = "web.urls"
WSGI_APPLICATION = "web.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "web.pages.templatetags.languages",
                "web.pages.templatetags.words",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
#: Each by its own name, for whoever looks for theirs.
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [WEB / "locale"]
FORMAT_MODULE_PATH = "web.formats"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [WEB / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- What a browser may do with our pages: load our style and pictures, send our forms, and nothing else.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "script-src": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
#: The site itself speaks plain HTTP to the server before it; without this it would redirect for ever.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
#: A monitor on this machine asks without HTTPS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
#: Seconds: two years, the least that browsers' preload lists take.
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
#: Bytes: a request larger than this is refused before it is read (promise R33).
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# --- The desk, where reviewers sign in. Its cookies are sent to it alone: readers get none (promise R46).
AUTH_USER_MODEL = "accounts.Account"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk-home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/desk/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
#: Of the browser's session only.
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "web.errors.forged"
#: Seconds without a request after which a reviewer is signed out: wards share computers.
SESSION_COOKIE_AGE = 3600
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
AUTHENTICATION_BACKENDS = ["web.accounts.backends.ByNameOrAddress"]
#: The first hashes; the others read what it has not hashed yet.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
#: Seconds that a mailed link to set a password holds: somebody who was invited reads it tomorrow.
PASSWORD_RESET_TIMEOUT = 2 * 24 * 3600
#: The second step of signing in is allauth's; everything it could show besides has no address here.
ACCOUNT_ADAPTER = "web.accounts.adapter.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
#: Ours count failures and say how long to wait (web/accounts/views/pace.py).
ACCOUNT_RATE_LIMITS = False
#: Seconds between the password and the code.
ACCOUNT_LOGIN_TIMEOUT = 600
MFA_TOTP_ISSUER = "Plurivox"
#: Characters: what NIST SP 800-63B-4 asks of a password that is the only factor.
SHORTEST_PASSWORD = 15
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": SHORTEST_PASSWORD},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# --- Background work: a queue in the site's own database, so that what is to be done is stored with what was done.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
#: What runs by the clock: a function by its name, which takes `at`, and the seconds between two runs.
JOBS = [
    ("web.letters.jobs.send_mail", 300),
    ("web.jobs.actions.upkeep", 3600),
    ("web.checking.actions.settle", 300),
    ("web.checking.actions.remind", 86400),
    ("web.experts.jobs.remind", 86400),
    ("web.writing.jobs.retractions", 86400),
    ("web.review.jobs.pending", 300),
    ("web.finding.jobs.keep_up", 60),
    ("web.asking.jobs.forget_askers", 3600),
    ("web.asking.jobs.tell_followers", 3600),
]

#: What `manage.py audit` verifies.
AUDITS = ["web.audit.proof.chain", "web.questions.proofs.revisions", "web.questions.proofs.quotes"]

# The ledger of erasures, by which a restored backup is brought up to date; keep it apart from the backups.
LEDGER = env.path("PLURIVOX_LEDGER", default=DATA_DIR / "erasures.jsonl")
#: What can be erased: its noun in the ledger -> the function that erases it again, and the tables it stands in.
ERASURES = {
    "asked": ("web.asking.actions.erase_question_again", ("asked", "asker")),
    "asker": ("web.asking.actions.erase_address_again", ("asker",)),
    "follower": ("web.asking.actions.erase_follower_again", ("follower",)),
    "application": ("web.experts.actions.erase_application_again", ("application",)),
    "account": ("web.accounts.actions.erase_account_again", ("account", "mfa_authenticator")),
    "report": ("web.review.actions.erase_note_again", ("line_report",)),
}

# Where mail is handed over: submission://user:password@host for STARTTLS, smtp://user:password@host:465/?ssl=True for
# TLS from the start, or console:// to print it. Without it notices stand at the desk alone.
globals().update(server(env.str("PLURIVOX_EMAIL", default="dummy://")))
# Where people reach the site, for links in mail: https://answers.example.org
ADDRESS = env.str("PLURIVOX_ADDRESS", default="http://localhost:8000").rstrip("/")
# From whom the site's mail comes.
DEFAULT_FROM_EMAIL = env.str("PLURIVOX_EMAIL_FROM", default="plurivox@localhost")

# A file of the numbers to call in need, instead of web/asking/help_lines.toml: operators set their own.
HELP_LINES = env.path("PLURIVOX_HELP_LINES", default=None)
# Days after the decision on a question from the public for which the address of who asked is kept.
ASKER_DAYS = env.int("PLURIVOX_ASKER_DAYS", default=30)

#: What is counted against floods lives in memory only; so many senders are told apart.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Logs: errors only, without the path's query, so that no reader's words are kept.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"wordless": {"()": "web.errors.Wordless"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["wordless"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}
