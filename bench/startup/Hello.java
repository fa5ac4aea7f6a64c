import io.undertow.Undertow;

/// The least that Undertow can serve: what Anemone's start is compared with.
public final class Hello {
    /// @param arguments the port
    public static void main(String[] arguments) {
        Undertow.builder()
                .addHttpListener(Integer.parseInt(arguments[0]), "127.0.0.1")
                .setHandler(exchange -> exchange.getResponseSender().send("hello\n"))
                .build()
                .start();
    }
}
