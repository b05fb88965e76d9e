# A Hugging Face Space, or any container: user 1000, port 7860, data under /app/data.
FROM node:24-slim AS page
WORKDIR /page
COPY web/package.json web/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY web .
RUN npm run build

FROM python:3.13-slim

RUN useradd --create-home --uid 1000 user \
 && mkdir -p /app/data \
 && chown -R user:user /app

WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN pip install --no-cache-dir "uv>=0.9" \
 && UV_PROJECT_ENVIRONMENT=/usr/local uv sync --frozen --no-dev --no-cache --inexact \
 && pip uninstall --yes uv
COPY --chown=user:user . .
COPY --chown=user:user --from=page /page/dist web/dist

USER user
ENV MODE=space \
    HOST=0.0.0.0 \
    MCP_PORT=7860 \
    MCP_TRANSPORT=http \
    VAULT_BASE_PATH=/app/data/vaults \
    DATABASE_PATH=/app/data/vault.db \
    SEARCH_CACHE_PATH=/tmp/search \
    PYTHONUNBUFFERED=1

EXPOSE 7860
CMD ["python", "local_server.py"]
