# Three images: `ehba` (the program, pcscd and simulated readers), `ehba-sim` (a simulated card alone, for the CI of practice
# software) and `jcardsim` (`ehba` with the Java Card twin in a reader). docs/ci.md shows them at work.
#
#   docker build --target ehba     -t ehba .
#   docker build --target ehba-sim -t ehba-sim .
#   docker build --target jcardsim -t jcardsim .
#
# `jcardsim` holds classes of Oracle that nobody may pass on in parts: it is never pushed to a registry.

FROM node:20-bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev make pkg-config libpcsclite-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json bundle.js ./
COPY bin bin
COPY src src
COPY simulator simulator
RUN npm run -s build && make -C simulator/ifd && npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim AS program
RUN useradd --create-home --uid 10001 ehba
WORKDIR /opt/ehba
COPY --from=build /build/package.json ./
COPY --from=build /build/bin/ehba.cjs bin/
COPY --from=build /build/dist/program dist/program
RUN ln -s /opt/ehba/bin/ehba.cjs /usr/local/bin/ehba
ENV XDG_STATE_HOME=/home/ehba/state
USER ehba
WORKDIR /home/ehba

FROM program AS ehba-sim
ENTRYPOINT ["ehba"]
CMD ["sim", "--help"]

FROM program AS ehba
USER root
RUN apt-get update \
 && apt-get install -y --no-install-recommends pcscd libccid \
 && rm -rf /var/lib/apt/lists/* \
 # pcscd notes its process here, also one of our own that serves another socket; systemd would have made the folder.
 && install -d -o ehba -g ehba /run/pcscd
COPY --from=build /build/node_modules /opt/ehba/node_modules
COPY --from=build /build/dist/ifd /opt/ehba/dist/ifd
USER ehba
ENTRYPOINT ["ehba"]
CMD ["--help"]

FROM node:20-bookworm-slim AS twin
RUN apt-get update \
 && apt-get install -y --no-install-recommends maven openjdk-17-jdk-headless \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY simulator/jcardsim simulator/jcardsim
RUN mvn -q -B -f simulator/jcardsim package
# A Java runtime with the modules that both jars ask for. Its libraries have no debugging symbols to strip.
RUN modules=$(jdeps --ignore-missing-deps --multi-release 17 --print-module-deps -cp 'dist/jcardsim/lib/*' \
      dist/jcardsim/ehba-twin.jar) \
 && jlink --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 --output jre

FROM ehba AS jcardsim
COPY --from=twin /build/jre /opt/jre
COPY --from=twin /build/dist/jcardsim/ehba-twin.jar /opt/ehba/dist/jcardsim/
COPY --from=twin /build/dist/jcardsim/lib /opt/ehba/dist/jcardsim/lib
COPY simulator/jcardsim/with-twin.sh /usr/local/bin/with-twin
ENV PATH=$PATH:/opt/jre/bin CARD=/home/ehba/card/card.xml
ENTRYPOINT ["with-twin"]
CMD []
