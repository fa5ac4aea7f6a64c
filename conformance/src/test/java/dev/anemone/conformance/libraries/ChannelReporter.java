package dev.anemone.conformance.libraries;

import com.pusher.client.channel.PresenceChannelEventListener;
import com.pusher.client.channel.PrivateEncryptedChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.client.channel.User;
import java.util.Set;
import java.util.stream.Collectors;

/// Listens to everything that a channel of any kind can tell, and puts it in an inbox.
final class ChannelReporter implements PresenceChannelEventListener, PrivateEncryptedChannelEventListener {
    private final Inbox<ChannelReport> inbox;

    ChannelReporter(Inbox<ChannelReport> inbox) {
        this.inbox = inbox;
    }

    @Override
    public void onSubscriptionSucceeded(String channelName) {
        inbox.put(new ChannelReport.Subscribed());
    }

    @Override
    public void onEvent(PusherEvent event) {
        if (!event.getEventName().startsWith("pusher")) { // The library's own events come to global listeners as well.
            inbox.put(new ChannelReport.Event(event.getEventName(), event.getData(), event.getUserId()));
        }
    }

    @Override
    public void onUsersInformationReceived(String channelName, Set<User> users) {
        inbox.put(new ChannelReport.Present(users.stream().map(User::getId).collect(Collectors.toSet())));
    }

    @Override
    public void userSubscribed(String channelName, User user) {
        inbox.put(new ChannelReport.Joined(user.getId()));
    }

    @Override
    public void userUnsubscribed(String channelName, User user) {
        inbox.put(new ChannelReport.Left(user.getId()));
    }

    @Override
    public void onAuthenticationFailure(String message, Exception e) {
        inbox.put(new ChannelReport.Refused(message));
    }

    @Override
    public void onDecryptionFailure(String event, String reason) {
        inbox.put(new ChannelReport.Undecipherable(event));
    }

    @Override
    public void onError(String message, Exception e) {
        inbox.put(new ChannelReport.Failed(message));
    }
}
