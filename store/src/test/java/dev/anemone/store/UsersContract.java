package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import dev.anemone.store.Users.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What every [Users] promises.
public abstract class UsersContract extends StoreContract {
    private static final UserId ANN = new UserId("ann");
    private static final UserId BOB = new UserId("bob");
    private static final SocketId ONE = new SocketId("1.1");
    private static final SocketId TWO = new SocketId("2.2");

    private static UserKey key(UserId user) {
        return new UserKey(APP, user);
    }

    /// Notes what a node hears.
    private static final class Recorder implements Users.Listener {
        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void statusChanged(UserKey user, Status status) {
            heard.add(user.app() + "/" + user.user() + (status.online() ? " online" : " offline"));
        }

        @Override
        public void terminated(UserKey user) {
            heard.add(user.app() + "/" + user.user() + " terminated");
        }

        void awaitExactly(String... expected) {
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(heard).containsExactly(expected));
        }
    }

    private Store listeningNode(Recorder recorder) {
        Store node = node();
        node.users().listen(recorder);
        return node;
    }

    @Test
    void watchersLearnWhoIsSignedInOnAnyNode() {
        Store there = listeningNode(new Recorder());
        Store here = listeningNode(new Recorder());
        join(there.users().signIn(key(ANN), ONE));

        Map<UserId, Status> statuses = join(here.users().watch(APP, Set.of(ANN, BOB)));

        assertThat(statuses).hasSize(2);
        assertThat(statuses.get(ANN)).extracting(Status::online).isEqualTo(true);
        assertThat(statuses.get(BOB)).extracting(Status::online).isEqualTo(false);
    }

    @Test
    void aUserComesWithTheFirstConnectionAndGoesWithTheLast() {
        var recorder = new Recorder();
        Store there = listeningNode(new Recorder());
        Store here = listeningNode(recorder);
        join(here.users().watch(APP, Set.of(ANN)));

        join(there.users().signIn(key(ANN), ONE));
        join(here.users().signIn(key(ANN), TWO));
        join(there.users().signIn(key(ANN), ONE));
        join(there.users().signOut(key(ANN), ONE));
        join(there.users().signOut(key(ANN), ONE));
        join(here.users().signOut(key(ANN), TWO));

        recorder.awaitExactly("1/ann online", "1/ann offline");
    }

    private static long annsVersion(Store node) {
        return Objects.requireNonNull(join(node.users().watch(APP, Set.of(ANN))).get(ANN)).version();
    }

    @Test
    void eachChangeHasAGreaterVersion() {
        Store node = listeningNode(new Recorder());

        long before = annsVersion(node);
        join(node.users().signIn(key(ANN), ONE));
        long online = annsVersion(node);
        join(node.users().signOut(key(ANN), ONE));
        node.users().unwatch(APP, Set.of(ANN));
        node.users().unwatch(APP, Set.of(ANN));
        long offline = annsVersion(node);

        assertThat(online).isGreaterThan(before);
        assertThat(offline).isGreaterThan(online);
    }

    @Test
    void oneUnwatchLeavesAnotherWatchInForce() {
        var recorder = new Recorder();
        Store node = listeningNode(recorder);
        join(node.users().watch(APP, Set.of(ANN, BOB)));
        join(node.users().watch(APP, Set.of(ANN)));

        node.users().unwatch(APP, Set.of(ANN, BOB));
        join(node.users().signIn(key(BOB), ONE));
        join(node.users().signIn(key(ANN), TWO));

        recorder.awaitExactly("1/ann online");
    }

    @Test
    void usersOfOtherAppsAreOthers() {
        var recorder = new Recorder();
        Store node = listeningNode(recorder);
        join(node.users().watch(APP, Set.of(ANN)));

        join(node.users().signIn(new UserKey(OTHER_APP, ANN), ONE));
        join(node.users().terminate(new UserKey(OTHER_APP, ANN)));
        join(node.users().signIn(key(ANN), TWO));

        recorder.awaitExactly("2/ann terminated", "1/ann online");
    }

    @Test
    void everyNodeIsToldToTerminate() {
        var one = new Recorder();
        var two = new Recorder();
        Store here = listeningNode(one);
        listeningNode(two);

        join(here.users().terminate(key(ANN)));

        one.awaitExactly("1/ann terminated");
        two.awaitExactly("1/ann terminated");
    }

    @Test
    void aNodeThatClosesTakesItsSignInsAlong() {
        var recorder = new Recorder();
        Store here = listeningNode(recorder);
        Store there = newNode();
        there.users().listen(new Recorder());
        join(here.users().watch(APP, Set.of(ANN)));
        join(there.users().signIn(key(ANN), ONE));

        there.close();

        recorder.awaitExactly("1/ann online", "1/ann offline");
    }
}
