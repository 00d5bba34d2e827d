# roadeye on a CPU: everything but training and export.
#   docker build -t roadeye .
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/data" roadeye predict picture.jpg

FROM debian:trixie-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/* \
    && python3 -m venv /opt/build \
    && python3 -m venv --without-pip /opt/roadeye
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src src
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --wheel-dir /dist . \
    && /opt/build/bin/pip --python /opt/roadeye/bin/python install --no-cache-dir \
        --constraint constraints.txt /dist/*.whl

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
ENTRYPOINT ["roadeye"]
