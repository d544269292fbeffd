# Builds bangfu with TLS to PostgreSQL and puts the one program into an image that holds little else.

FROM rust:1.95-bookworm AS build
WORKDIR /build
COPY . .
# The caches keep what was compiled from one build to the next; the program is copied out because they are no part of it.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/build/target \
    cargo build --release --locked --features pg-tls && cp target/release/bangfu /bangfu

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/bangfu bangfu && chmod 700 /var/lib/bangfu
COPY --from=build /bangfu /usr/local/bin/bangfu
USER bangfu
WORKDIR /var/lib/bangfu
# The key file and, unless the database is PostgreSQL, the database. See docs/operations.md on keeping them apart.
VOLUME /var/lib/bangfu
ENV BANGFU_DATABASE_URL=sqlite:/var/lib/bangfu/bangfu.db \
    BANGFU_LISTEN=0.0.0.0:8080
EXPOSE 8080
# SIGTERM lets requests under way end.
STOPSIGNAL SIGTERM
# The image has no HTTP client; a shell's own connection asks as well.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *' 200 '* ]]"]
ENTRYPOINT ["bangfu"]
CMD ["serve"]
