package dev.anemone.conformance.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.libraries.ChannelReport.Present;
import dev.anemone.conformance.libraries.ChannelReport.Subscribed;
import java.util.List;
import java.util.Set;

/// What the library reports of entering a presence channel: that it is subscribed and who is there, in either order.
final class PresenceReports {
    private PresenceReports() {}

    static void assertEntered(Inbox<ChannelReport> reports, String... userIds) {
        assertThat(List.of(reports.next(), reports.next()))
                .containsExactlyInAnyOrder(new Subscribed(), new Present(Set.of(userIds)));
    }
}
