FROM python:3.11-slim-bookworm

RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 postgresql-client \
 && rm -rf /var/lib/apt/lists/*

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 DATA_DIR=/data
WORKDIR /srv/docket

# "requirements-optional.txt" brings S3 and Sentry along.
ARG REQUIREMENTS=requirements.txt
COPY requirements.txt requirements-optional.txt ./
RUN pip install --require-hashes -r "$REQUIREMENTS" && python -m compileall -q /usr/local/lib/python3.11/site-packages

COPY . .
RUN python -m compileall -q config workorders serviceorders warehouse vendors \
 && DATABASE_URL=sqlite://:memory: python manage.py collectstatic --noinput --verbosity 0 \
 && useradd --system --uid 10001 --home-dir /data docket \
 && install --directory --owner docket --group docket --mode 750 /data

USER docket
VOLUME /data
EXPOSE 8000

# The number of processes is WEB_CONCURRENCY; open streams would hold a stop for ever but for the time-out.
CMD ["gunicorn", "config.asgi:application", "-k", "asgi", "--bind", "0.0.0.0:8000", \
     "--graceful-timeout", "3", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
