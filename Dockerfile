# One image for the gateway, every subgraph and the migrations: the command says which of them a container is.
# Debian, because the query planner has native builds for glibc and none for musl (Alpine).
FROM node:24-slim AS base
WORKDIR /app
COPY package.json package-lock.json ./

# What runs. Optional dependencies of the project itself are the Postgres and the Node that `npm start` brings along
# for a bare machine; those of its dependencies (the planner's native builds) are needed.
FROM base AS production
RUN npm pkg delete optionalDependencies \
  && npm install --omit=dev --no-audit --no-fund

# The explorer page, which takes development packages to bundle.
FROM base AS explorer
RUN npm pkg delete optionalDependencies \
  && npm install --no-audit --no-fund
COPY gateway/graphiql gateway/graphiql
RUN node gateway/graphiql/build.ts /explorer

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=production /app/node_modules node_modules
ENV GRAPHIQL_DIR=/app/explorer
COPY --from=explorer /explorer explorer
COPY package.json ./
COPY gateway gateway
COPY platform platform
COPY sql sql
COPY subgraphs subgraphs
# Everything above belongs to root and is only read.
USER node
CMD ["node", "gateway/main.ts"]
