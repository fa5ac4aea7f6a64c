package dev.anemone.api.webhooks;

import dev.anemone.api.webhooks.CheckedResolver.ForbiddenHostException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Posts to endpoints: no redirects, no cookies, no proxies, no retries of its own; certificates are verified. Of an
/// answer it takes the status, and reads a little of what follows so that the connection can be used again. Thread-safe.
///
/// Endpoints that may be private and those that may not have connections of their own: a connection that is open is
/// not checked again.
final class EndpointClient implements AutoCloseable {
    /// The longest body of an answer that is read to its end. Longer ones cost the connection.
    private static final int MAX_ANSWER_BYTES = 4 << 10;

    private static final int MAX_HEADER_LINE_BYTES = 8 << 10;
    private static final int MAX_HEADER_LINES = 100;
    private static final TimeValue KEEP_ALIVE = TimeValue.ofSeconds(30);
    /// The longest that a connection is used, so that a name whose address has changed is asked for again.
    private static final TimeValue MAX_AGE = TimeValue.ofMinutes(5);
    private static final ContentType JSON = ContentType.create("application/json"); // No charset: libraries compare.
    private static final String USER_AGENT = "Anemone";
    private static final String HUNG_UP = "The connection ended without an answer.";
    private static final int MAX_REASON = 200;
    private static final Logger LOG = System.getLogger(EndpointClient.class.getName());

    private final WebhookConfig config;
    private final CloseableHttpClient unbounded;
    private final CloseableHttpClient publicOnly;

    /// @param trust verifies the certificates of endpoints
    EndpointClient(WebhookConfig config, HostLookup lookup, SSLContext trust) {
        this.config = config;
        this.unbounded = client(new CheckedResolver(lookup, false), trust);
        this.publicOnly = client(new CheckedResolver(lookup, true), trust);
    }

    /// Starts to post `body` on a virtual thread.
    ///
    /// @param fromOperator whether the endpoint may be in a private network in any case
    Attempt post(URI url, boolean fromOperator, Map<String, String> headers, byte[] body) {
        var request = new HttpPost(url);
        headers.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(body, JSON));
        var attempt = new Attempt(fromOperator || config.allowPrivateTargets() ? unbounded : publicOnly, request);
        Thread.startVirtualThread(() -> attempt.run(request));
        return attempt;
    }

    /// One request. Thread-safe. Holds its body no longer than it lasts: the timer that may [#expire] it lasts longer.
    final class Attempt {
        private final CloseableHttpClient client;
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        /// What it has come to if its time is up now.
        private volatile Outcome reached = tooLate();
        /// `null` once it has ended.
        private volatile @Nullable HttpPost request;

        private Attempt(CloseableHttpClient client, HttpPost request) {
            this.client = client;
            this.request = request;
        }

        /// Completes once, and never fails.
        CompletionStage<Outcome> outcome() {
            return outcome;
        }

        /// Ends the request because its time is up. Does nothing if it has ended.
        void expire() {
            outcome.complete(reached); // First: a lookup of a name that hangs cannot be cancelled.
            HttpPost underWay = request;
            if (underWay != null) {
                underWay.cancel();
            }
        }

        private void run(HttpPost post) {
            try {
                ClassicHttpResponse response = client.executeOpen(null, post, null);
                reached = Outcome.answered(response.getCode());
                drop(post, response);
            } catch (IOException e) {
                reached = failure(e);
            } catch (RuntimeException e) {
                LOG.log(Level.DEBUG, "Webhook request failed oddly", e);
                reached = Outcome.failed("The request failed: " + e.getClass().getSimpleName() + ".");
            } finally {
                request = null;
                outcome.complete(reached);
            }
        }

        /// Reads what is left of an answer if that is little, so that the connection can be used again. Nothing that
        /// happens here changes what was answered.
        private static void drop(HttpPost post, ClassicHttpResponse response) {
            try (response) {
                HttpEntity entity = response.getEntity();
                if (entity != null && !endsWithin(MAX_ANSWER_BYTES, entity.getContent())) {
                    post.cancel(); // Closing alone would read on.
                }
            } catch (IOException _) {
                post.cancel();
            }
        }
    }

    private static boolean endsWithin(int bytes, InputStream content) throws IOException {
        var buffer = new byte[1 << 10];
        int left = bytes;
        while (left >= 0) {
            int read = content.read(buffer);
            if (read < 0) {
                return true;
            }
            left -= read;
        }
        return false;
    }

    private Outcome tooLate() {
        return Outcome.failed("No answer within " + config.attemptTimeout().toMillis() + " ms.");
    }

    private Outcome failure(IOException failure) {
        return switch (failure) {
            case ForbiddenHostException _ -> Outcome.failed("Not sent: the host is not on the public internet.");
            case UnknownHostException _ -> Outcome.failed("Not sent: nobody knows the host's name.");
            case InterruptedIOException _ -> tooLate(); // While connecting, or waiting for the answer.
            case ConnectException _ -> Outcome.failed("The connection was refused.");
            case SSLException e -> Outcome.failed("TLS failed: " + firstLine(e) + ".");
            case SocketException _ -> Outcome.failed(HUNG_UP);
            case NoHttpResponseException _ -> Outcome.failed(HUNG_UP);
            case ConnectionClosedException _ -> Outcome.failed(HUNG_UP);
            default -> Outcome.failed("The answer was not HTTP.");
        };
    }

    private static String firstLine(Exception failure) {
        String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return message.length() <= MAX_REASON ? message : message.substring(0, MAX_REASON) + "…";
    }

    private CloseableHttpClient client(CheckedResolver resolver, SSLContext trust) {
        Timeout timeout = Timeout.of(config.attemptTimeout());
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(MAX_HEADER_LINE_BYTES)
                                .setMaxHeaderCount(MAX_HEADER_LINES)
                                .build())
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .setTimeToLive(MAX_AGE)
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .build())
                .setMaxConnTotal(2 * config.maxConcurrentRequests())
                .setMaxConnPerRoute(config.maxConcurrentRequests()) // Endpoints of several apps may share a host.
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout)
                        .setResponseTimeout(timeout)
                        .setConnectionKeepAlive(KEEP_ALIVE)
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent(USER_AGENT)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    /// Ends what is under way.
    @Override
    public void close() {
        unbounded.close(CloseMode.IMMEDIATE);
        publicOnly.close(CloseMode.IMMEDIATE);
    }
}
