"""Settings of the suite: SQLite in memory unless DATABASE_URL names another, work done at once, mail kept."""

import os
import tempfile

os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="docket-tests-"))

from config.settings import *  # noqa: F403

SECRET_KEY = TOKEN_KEY = "a key that only the tests know, and long enough"  # noqa: S105 -- guards nothing
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
CELERY_TASK_ALWAYS_EAGER = True
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",  # cheap
    "django.contrib.auth.hashers.Argon2PasswordHasher",  # of the demo company, made by the real settings
]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = True  # else every test client reads through the collected files
WHITENOISE_USE_FINDERS = True  # nothing was collected
API_READS_A_SECOND = API_WRITES_A_MINUTE = API_TOKEN_A_SECOND = API_ALL_A_SECOND = 0
API_MISSES_A_MINUTE = 0
