# Node, for the JavaScript that goes into the jar: our client, and pusher-js for the dev page.
FROM node:24-bookworm-slim AS node

FROM maven:3.9-eclipse-temurin-25 AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src
COPY . .
# -Dquick: a tree that passed ./verify is packaged here, not judged again.
RUN --mount=type=cache,target=/root/.m2 --mount=type=cache,target=/root/.npm \
    mvn -B -q -ntp -Dquick package -pl server -am

# One short life of the real server, from which the JVM learns what to have ready at its next start.
FROM eclipse-temurin:25-jre AS trained
RUN apt-get -qq update && apt-get -qq install -y --no-install-recommends redis-server
COPY deploy/image/anemone deploy/image/train /usr/local/bin/
COPY --from=build /src/server/jvm.options /src/server/target/anemone.jar /opt/anemone/
RUN timeout 300 train /opt/anemone/anemone.aot

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin anemone
COPY deploy/image/anemone /usr/local/bin/anemone
COPY LICENSE NOTICE /opt/anemone/
COPY --from=trained /opt/anemone/ /opt/anemone/
USER 10001
ENV ANEMONE_HOST=0.0.0.0
EXPOSE 6001 9601
STOPSIGNAL SIGTERM
ENTRYPOINT ["anemone"]
CMD ["serve"]
# Seldom, because each check starts a JVM; the proxy asks for /ready itself, every second.
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=3 CMD ["anemone", "health", "--ready"]
