# Every service of carebus in one image, without root: `docker compose build`. The command says which service it is.
# carebus itself is built from the checkout; what it needs comes from requirements/run.lock, checked by hash.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
RUN python -m venv /opt/carebus && python -m venv /opt/build
WORKDIR /src
COPY requirements/run.lock requirements/run.lock
RUN /opt/carebus/bin/pip install --require-hashes -r requirements/run.lock
COPY requirements/build.lock requirements/build.lock
RUN /opt/build/bin/pip install --require-hashes -r requirements/build.lock
COPY pyproject.toml README.md ./
COPY schemas schemas
COPY topics topics
COPY deploy/sources deploy/sources
COPY deploy/local deploy/local
COPY services services
RUN /opt/build/bin/python -m hatchling build -t wheel -d /dist && \
    /opt/carebus/bin/pip install --no-deps --no-index /dist/*.whl

FROM python:3.13-slim-bookworm
RUN groupadd --gid 10001 carebus && useradd --uid 10001 --gid carebus --no-create-home --shell /usr/sbin/nologin carebus \
    && install -d -o carebus -g carebus /var/lib/carebus
COPY --from=build /opt/carebus /opt/carebus
ENV PATH=/opt/carebus/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 CAREBUS_STATE=/var/lib/carebus
USER 10001:10001
WORKDIR /var/lib/carebus
VOLUME /var/lib/carebus
STOPSIGNAL SIGTERM
ENTRYPOINT ["carebus"]
CMD ["--help"]
