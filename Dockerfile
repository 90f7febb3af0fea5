# syntax=docker/dockerfile:1
# Stage 1 installs what running needs and nothing else. The npm package `node` is a development dependency, for machines
# without Node 24: the image brings its own.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="FHIR Twin" \
      org.opencontainers.image.description="FHIR-native integration server with digital twins" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 MLLP_PORT=2575 DATA_DIR=/data
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY src src
COPY profiles profiles
COPY mappings mappings
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 3000 2575
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
