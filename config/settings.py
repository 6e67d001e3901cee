"""Every setting, read from the environment; with none set, a shop on one machine with SQLite and no broker."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")
# Processes that share the cores, each with as many threads of arithmetic as there are cores, wait for one another.
env.ENVIRON.setdefault("OPENBLAS_NUM_THREADS", "1")

# The site

DEBUG = env.bool("DEBUG", False)
INSECURE_KEY = "insecure-key-for-one-machine-only"
SECRET_KEY = env("SECRET_KEY", default=INSECURE_KEY)
# Derives every public link (core/models/link.py): with a blank one anybody could.
TOKEN_KEY = env("TOKEN_KEY", default="") or SECRET_KEY
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}").rstrip("/")
LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}  # of a shop that only this machine can see
if SECRET_KEY == INSECURE_KEY and urlsplit(SITE_URL).hostname not in LOCAL_HOSTS:
    raise ImproperlyConfigured(
        f"Set SECRET_KEY to a long random text: people reach {SITE_URL}, and everybody knows the key it has now."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
DATA_DIR = Path(env("DATA_DIR", default="") or BASE_DIR / "data")

INSTALLED_APPS = [
    "config.core",
    "vendors",
    "warehouse",
    "serviceorders",
    "workorders",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_fsm",
    "django_htmx",
    "phonenumber_field",
    "template_partials",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "config.core.middleware.RequestId",
    "workorders.api.errors.AnswersInJson",
    "django.middleware.security.SecurityMiddleware",
    "config.core.middleware.StaticFiles",
    "config.core.middleware.OfTheShop",
    "config.core.middleware.WithoutNul",
    "config.core.middleware.KeptPrivate",
    "config.core.bodies.RefuseBodies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.core.context_processors.shop",
            ],
            "builtins": [
                "config.core.templatetags.amounts",
                "config.core.templatetags.docket",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# The database: SQLite takes its write lock when a transaction begins, so that two writers wait and never fail.

DATABASES = {
    "default": env.db_url_config(
        env("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'docket.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", 10), "timeout": 10},
        "options": "-c lock_timeout=3s -c statement_timeout=15s "
        "-c idle_in_transaction_session_timeout=30s",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The limits of logging in must hold without Redis and over several processes: they live in the database, with room for
# so many addresses that nobody pushes another's count out. Figures that are cheap to make again stay in the process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "local": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# Work after commit: Celery where there is a broker, else threads of the web process (config/core/engine.py).

REDIS_URL = env("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
}
OUTBOX_LEASE = env.int(
    "OUTBOX_LEASE", 120
)  # seconds a worker may hold a row before another takes it
OUTBOX_PAUSE = env.int("OUTBOX_PAUSE", 30)  # seconds before the second try; doubled each time
OUTBOX_SWEEP = env.int("OUTBOX_SWEEP", 30)  # seconds between sweeps
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "config.core.tasks.sweep", "schedule": OUTBOX_SWEEP},
    "tidy": {"task": "config.core.tasks.tidy", "schedule": crontab(minute="17", hour="3")},
    "remind-uncollected": {
        "task": "serviceorders.tasks.remind_uncollected",
        "schedule": crontab(minute="5"),
    },
    "follow-up-vendors": {
        "task": "vendors.tasks.follow_up_vendors",
        "schedule": crontab(minute="20"),
    },
    "forget-old-photos": {
        "task": "serviceorders.tasks.forget_old_photos",
        "schedule": crontab(minute="37", hour="3"),
    },
    "forget-old-photos-of-homes": {
        "task": "vendors.tasks.forget_old_photos",
        "schedule": crontab(minute="47", hour="3"),
    },
    "read-mail": {"task": "vendors.tasks.read_mail", "schedule": crontab()},
    "run-strategies": {"task": "workorders.tasks.run_strategies", "schedule": crontab(minute="10")},
    "judge-events": {"task": "workorders.tasks.judge_events", "schedule": crontab()},
    "forget-answers": {"task": "workorders.tasks.forget_answers", "schedule": crontab(minute="27")},
    "tell-due": {"task": "workorders.tasks.tell_due", "schedule": crontab(minute="*/15")},
}

# Mail

EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{DATA_DIR / 'mail'}")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Docket <docket@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Answers of vendors arrive here, at name+TOKEN@domain; a mailbox that takes such addresses is read by IMAP.
REPLY_ADDRESS = env("REPLY_ADDRESS", default="")
IMAP_URL = env("IMAP_URL", default="")  # imaps://user:password@host/INBOX
# Or a mail service posts them to /mail/webhooks/SERVICE/inbound/, with this user:password.
ANYMAIL_WEBHOOK_SECRET = env("ANYMAIL_WEBHOOK_SECRET", default="")

# Other systems: the fleet API, and the webhooks that hear of its orders. A limit of 0 is none.

API_MOST_BYTES = env.int("API_MOST_BYTES", 15 * 1024 * 1024)  # of a body: a scan of 10 MB in base64
API_TAX_POINTS = env.int(
    "API_TAX_POINTS", 0
)  # basis points of tax, for orders made without; 0 is none
API_READS_A_SECOND = env.int("API_READS_A_SECOND", 5)  # of one kind, all tokens together
API_WRITES_A_MINUTE = env.int("API_WRITES_A_MINUTE", 100)  # the same
API_TOKEN_A_SECOND = env.int("API_TOKEN_A_SECOND", 150)  # requests of one token, whatever kind
API_ALL_A_SECOND = env.int("API_ALL_A_SECOND", 200)
API_MISSES_A_MINUTE = env.int("API_MISSES_A_MINUTE", 30)  # unknown tokens from one address
WEBHOOK_TIMEOUT = env.float("WEBHOOK_TIMEOUT", 10)  # seconds for a whole message and its answer

# Drafting: with a key a language model writes the drafts of work orders, and the engine of this machine only where the
# model does not answer.

DRAFTING_KEY = env("DRAFTING_KEY", default="")
DRAFTING_URL = env("DRAFTING_URL", default="https://api.anthropic.com")
DRAFTING_MODEL = env("DRAFTING_MODEL", default="claude-haiku-5-5")
DRAFTING_TIMEOUT = env.float("DRAFTING_TIMEOUT", 20)  # seconds of a try; two tries a request
DRAFTING_A_DAY = env.int("DRAFTING_A_DAY", 500)  # most drafts of the model in 24 hours

# People

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["config.core.accounts.Roles"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
ACCOUNT_ADAPTER = "config.core.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address gets no mail
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
DEMO_LOGINS = env.list("DEMO_LOGINS", default=[])  # shown on the login page of a demonstration
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come by invitation and are not verified again
MFA_TOTP_ISSUER = "Docket"
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# Words, time and money

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("pt-br", _("Brazilian Portuguese"))]
FORMAT_MODULE_PATH = ["config.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # of storage; the shop's own zone is in its settings
PHONENUMBER_DEFAULT_REGION = env("PHONE_REGION", default="GB")
PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"

# Files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Nobody asks for the others, and compressing them takes seconds.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {
        "BACKEND": env("FILE_STORAGE", default="config.core.disk.WholeFiles"),
        "OPTIONS": env.json("FILE_STORAGE_OPTIONS", default={}),
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Of a whole request, counted before it is written down: ten photos of 15 MB and the form around them.
REQUEST_MOST_BYTES = env.int("REQUEST_MOST_BYTES", 160 * 1024 * 1024)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an order of 1,500 materials
DATA_UPLOAD_MAX_NUMBER_FILES = 30
SEND_FILE_PREFIX = env(
    "SEND_FILE_PREFIX", default=""
)  # e.g. /protected/ where nginx serves the bytes

# Safety

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would break the origin check of every form
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [
            SELF,
            "data:",
            "blob:",
        ],  # Tabler's chevrons; chosen photos before they are sent
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
if SITE_URL.startswith("https://"):
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Watching it run

METRICS = env.bool("METRICS", False)
SENTRY_DSN = env("SENTRY_DSN", default="")
LOG_JSON = env.bool("LOG_JSON", not DEBUG)
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = "config.core.logs.configure"
LOGGING = {"json": LOG_JSON, "level": LOG_LEVEL}
if SENTRY_DSN:
    from config.sentry import start

    start(SENTRY_DSN)
