# The App and the command line in one image: `docker build -t quench .`
# Non-root, and nothing is written: run it with a read-only file system.

FROM node:24-bookworm-slim AS build
WORKDIR /quench
COPY package.json package-lock.json ./
# The scripts of packages are not run: what they would fetch, only tests use.
RUN npm ci --ignore-scripts --no-fund --no-audit
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.mjs scripts/build.mjs
COPY src src
RUN node scripts/build.mjs && npm prune --omit=dev --ignore-scripts --no-fund --no-audit

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="quench" \
      org.opencontainers.image.description="Post-incident hardening gates for GitHub" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /quench
COPY --from=build /quench/package.json ./
COPY --from=build /quench/node_modules node_modules
COPY --from=build /quench/lib lib
COPY app.yml ./
# The user `node` of the base image, as a number: Kubernetes' runAsNonRoot cannot look a name up.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1: it hears SIGTERM, and ends within 10 seconds.
ENTRYPOINT ["node", "lib/cli/main.js"]
CMD ["serve"]
