package dev.anemone.store;

import dev.anemone.model.AppId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The webhook requests that are to be made, and what became of those of late. All nodes share it, so that what one node
/// dropped another one picks up. Holds bodies and addresses, never secrets. Bounded by [WebhookRules]: beyond its
/// numbers the oldest waiting deliveries are given up, and the finished ones that finished first are forgotten; beyond
/// its bytes these are forgotten before those are given up.
public interface WebhookQueue {
    /// How a delivery stands.
    enum State {
        /// Not yet sent, or to be sent again at [Delivery#due].
        WAITING,
        /// The endpoint answered 2xx.
        DELIVERED,
        /// Given up.
        FAILED
    }

    /// One body for one endpoint.
    ///
    /// @param id unique, and the same however often it is sent; sorts by age
    /// @param body what is posted, each time the same; UTF-8 JSON
    /// @param fromOperator as in [dev.anemone.model.Webhook]
    /// @param created when its events happened, or when it was asked for once more; retries end a fixed time after
    /// @param due when it is to be sent next; without meaning once it is not waiting
    /// @param attempts how often it has been sent
    /// @param outcome what the last attempt came to, in a sentence; empty before the first
    record Delivery(String id, AppId app, URI url, String body, boolean fromOperator, Instant created, State state,
            Instant due, int attempts, String outcome) {
        /// This delivery given up, for the reason that `outcome` says.
        public Delivery failed(String outcome) {
            return new Delivery(id, app, url, body, fromOperator, created, State.FAILED, due, attempts, outcome);
        }

        /// This delivery after one more attempt, which came to what `outcome` says.
        public Delivery attempted(State state, Instant due, String outcome) {
            return new Delivery(id, app, url, body, fromOperator, created, state, due, attempts + 1, outcome);
        }

        /// This delivery as if it had been created at `now`, and never sent.
        public Delivery renewed(Instant now) {
            return new Delivery(id, app, url, body, fromOperator, now, State.WAITING, now, 0, "");
        }
    }

    /// What is to be sent, over all apps.
    ///
    /// @param waiting how many deliveries wait
    /// @param oldest when the oldest of them was created; empty if none waits
    record Backlog(int waiting, Optional<Instant> oldest) {
        /// Nothing waits.
        public static final Backlog NONE = new Backlog(0, Optional.empty());
    }

    /// Adds deliveries that wait. One whose id is known is left as it is.
    CompletionStage<Void> add(List<Delivery> deliveries);

    /// Takes up to `max` waiting deliveries that are due, earliest first, for this node alone. What is not recorded within
    /// `lease` can be taken again.
    ///
    /// Of each endpoint, which is an app's URL, one is out at a time: until it is recorded or its lease is over, no other
    /// is given to anybody. So an endpoint is told things in their order, whichever nodes do it, and one that is slow takes
    /// nobody else's turn.
    CompletionStage<List<Delivery>> take(int max, Duration lease);

    /// Notes what became of a delivery that was taken. Nothing that is finished waits again by it, and nothing delivered
    /// fails: of two nodes that sent the same, the one that got through is right.
    CompletionStage<Void> record(Delivery delivery);

    /// The deliveries of an app that are remembered, newest first.
    ///
    /// @param state only those in this state; all if empty
    /// @param before only those older than the delivery of this id; all if empty
    /// @param limit how many at most; more than 0
    CompletionStage<List<Delivery>> list(AppId app, Optional<State> state, Optional<String> before, int limit);

    /// Has a delivery sent once more, now, with its body and id, and with the retries of a new one.
    ///
    /// @return the delivery as it waits; empty if none of this id is remembered for the app
    CompletionStage<Optional<Delivery>> replay(AppId app, String id);

    /// What is to be sent, as it stands.
    CompletionStage<Backlog> backlog();

    /// How many deliveries were given up because too many waited, as far as this node knows. Only grows.
    long givenUp();
}
