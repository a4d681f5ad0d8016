# tunnelcam with its FFmpeg, for amd64 and arm64. How it is run: docs/install.md, "In a container".
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Without their scripts: what these fetch and build is for other places.
RUN npm ci --ignore-scripts --no-fund --no-audit
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY static static
COPY src src
RUN npm run build \
 && chmod 755 dist/cli.js \
 && npm prune --omit=dev --omit=optional --ignore-scripts --no-fund --no-audit

FROM node:22-bookworm-slim
# tini ends what FFmpeg's own children leave behind. /dev/video* belong to the group video.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg tini \
 && rm -rf /var/lib/apt/lists/* \
 && usermod --append --groups video,audio node \
 && install -d -o node -g node -m 700 /data \
 && install -d /config \
 && ln -s /app/dist/cli.js /usr/local/bin/tunnelcam
COPY package.json LICENSE /app/
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist

# Links and their key are in /data. What is printed is kept as the container's log, so it has no codes in it.
ENV NODE_ENV=production TUNNELCAM_DATA=/data TUNNELCAM_OUTPUT_IS_KEPT=1
USER node
VOLUME /data
# tunnelcam.yaml is looked for here.
WORKDIR /config
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "tunnelcam", "--host", "0.0.0.0"]
CMD []
