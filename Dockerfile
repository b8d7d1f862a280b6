# moneygood with its server, from a lock file; nothing but the package index is asked.
#   docker build -t moneygood .
#   docker run --rm moneygood run                        any command
#   docker run --rm -p 8000:8000 -e MONEYGOOD_TOKEN=… moneygood serve --host 0.0.0.0 --name localhost
FROM python:3.12-slim
WORKDIR /opt/moneygood
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m pip install --no-cache-dir -r requirements.lock
COPY economics economics
COPY src src
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
 && useradd --create-home reader
USER reader
WORKDIR /home/reader
ENTRYPOINT ["moneygood"]
CMD ["run"]
