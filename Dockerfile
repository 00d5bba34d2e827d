# roadeye on a CPU: everything but training and export.
#   docker build -t roadeye .
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/data" roadeye predict picture.jpg
#   docker run --rm -p 8000:8000 roadeye serve --host 0.0.0.0

FROM debian:trixie-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/* \
    && python3 -m venv /opt/build \
    && python3 -m venv --without-pip /opt/roadeye
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY src src
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --wheel-dir /dist . \
    && set -- /dist/*.whl \
    && /opt/build/bin/pip --python /opt/roadeye/bin/python install --no-cache-dir \
        --constraint constraints.txt "$1[serve]"

FROM debian:trixie-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/roadeye /opt/roadeye
# Any user may run it, also one without a name or home; it writes to /data and /tmp alone.
ENV PATH=/opt/roadeye/bin:$PATH \
    HOME=/tmp \
    LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /data
USER 10001:10001
# The first process of a container sees no SIGTERM; Ctrl-C leaves whole files behind.
STOPSIGNAL SIGINT
EXPOSE 8000
# Of `serve` alone: other commands end by themselves.
HEALTHCHECK --start-period=20s CMD ["python3", "-c", "from urllib.request import urlopen; b'serve' in open('/proc/1/cmdline', 'rb').read().split(bytes(1)) and urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
ENTRYPOINT ["roadeye"]
