# Node, for the JavaScript that goes into the jar (pusher-js for the dev page).
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

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin anemone
COPY --from=build /src/server/target/anemone.jar /opt/anemone/anemone.jar
COPY LICENSE NOTICE /opt/anemone/
USER 10001
ENV ANEMONE_HOST=0.0.0.0
EXPOSE 6001 9601
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar", "/opt/anemone/anemone.jar"]
CMD ["serve"]
# Seldom, because each check starts a JVM; the proxy asks for /ready itself, every second.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx32m", "-jar", "/opt/anemone/anemone.jar", "health", "--ready"]
