# The hub in its production profile. It holds no secret and no agreement: docker-compose.yml shows
# what is handed in.
FROM node:24-slim AS packages
WORKDIR /hub
COPY package.json package-lock.json ./
# No package runs a script of its own. The locked Node is for shells that have none: the image has.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
    && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-slim
ENV NODE_ENV=production \
    HUB_PROFILE=production \
    HOST=0.0.0.0 \
    PORT=4000
WORKDIR /hub
COPY --from=packages /hub/node_modules ./node_modules
COPY package.json tsconfig.json LICENSE ./
COPY schema ./schema
# The words in every language, and the jurisdictions' code lists for an operator to begin from: no agreement.
COPY config/languages ./config/languages
COPY config/legal-bases ./config/legal-bases
COPY config/processing ./config/processing
COPY config/planning ./config/planning
COPY adapters ./adapters
COPY src ./src
# All of it belongs to root: whoever takes the hub over still cannot change what it runs.
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "--import", "tsx", "src/server/main.ts"]
