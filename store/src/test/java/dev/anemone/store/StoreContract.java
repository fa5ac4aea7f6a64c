package dev.anemone.store;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.PublishResult.Published;
import dev.anemone.store.PublishResult.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;

/// What the contracts share: nodes over one store, some names, and a patient way to read a stage.
public abstract class StoreContract {
    protected static final AppId APP = new AppId("1");
    protected static final AppId OTHER_APP = new AppId("2");

    private static final long PATIENCE_SECONDS = 20; // A stage that takes longer is taken for lost.

    private final List<Store> nodes = new ArrayList<>();

    /// A node of this test's store, with no apps configured. Nodes made by one test see each other and nothing else.
    protected abstract Store newNode();

    /// One more node, closed when the test ends.
    protected final Store node() {
        return opened(newNode());
    }

    /// The same node, closed when the test ends.
    protected final Store opened(Store node) {
        nodes.add(node);
        return node;
    }

    @AfterEach
    final void closeNodes() {
        nodes.forEach(Store::close);
    }

    protected static ChannelKey channel(String name) {
        return new ChannelKey(APP, new ChannelName(name));
    }

    protected static Publication publication(ChannelKey channel, String data) {
        return new Publication(channel, new EventName("event"), EventData.ofString(data));
    }

    /// Publishes through `node`, and returns the place that the event got.
    protected static StreamPosition publish(Store node, Publication publication) {
        return receipt(node, publication).position();
    }

    /// Publishes through `node`, and returns what became of it.
    protected static Receipt receipt(Store node, Publication publication) {
        return receipts(join(node.broker().publish(List.of(publication)))).getFirst();
    }

    /// The receipts of a call that published everything.
    protected static List<Receipt> receipts(PublishResult result) {
        if (result instanceof Published(List<Receipt> receipts)) {
            return receipts;
        }
        throw new AssertionError("Expected everything to be published, got " + result);
    }

    /// The value of `stage`; fails if it does not come.
    protected static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("The stage failed.", failed.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("The stage did not complete within " + PATIENCE_SECONDS + " s.", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for a stage.", interrupted);
        }
    }

    /// What `stage` fails with; fails if it completes.
    protected static Throwable failure(CompletionStage<?> stage) {
        return join(stage.handle((value, failure) -> {
            if (failure == null) {
                throw new AssertionError("Expected a failure, got " + value);
            }
            return failure;
        }));
    }
}
