# tocsin as a container. Run it without a network, on evidence that cannot be written to:
#   docker build -t tocsin .
#   docker run --rm --network none --read-only --tmpfs /tmp -v "$PWD:/work:ro" -v "$PWD/result:/result" \
#     tocsin check advisory.pdf logs/ --out /result/first
FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir --require-hashes --prefix /install -r requirements.lock \
 && pip install --no-cache-dir --no-deps --prefix /install .

FROM python:3.12-slim
COPY --from=build /install /usr/local
RUN useradd --create-home tocsin
USER tocsin
ENV TOCSIN_CACHE=/tmp/tocsin
WORKDIR /work
ENTRYPOINT ["tocsin"]
