package dev.anemone.server.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The proxies whose word about clients is believed: `Forwarded` (RFC 7239), `X-Forwarded-For` and `X-Forwarded-Proto`.
/// Immutable.
///
/// Anybody can send these headers, and a proxy adds to what it got. So they are read from the end: the right-most address
/// that is no trusted proxy is the client, and what stands before it is hearsay. Nothing is believed
///
/// - of a peer that is not among them;
/// - where `Forwarded` and `X-Forwarded-For` name different clients; where only one says TLS, it was none. One of them is then the client's own invention, since a
///   proxy that writes one header may pass the other on.
public final class TrustedProxies {
    /// No proxy is trusted.
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<AddressRange> ranges;

    private TrustedProxies(List<AddressRange> ranges) {
        this.ranges = ranges;
    }

    /// The proxies in `ranges`, each an address or a CIDR range, e.g. `10.0.0.0/8`.
    ///
    /// @throws IllegalArgumentException if one is neither
    public static TrustedProxies in(List<String> ranges) {
        return new TrustedProxies(ranges.stream().map(AddressRange::parse).toList());
    }

    /// Whether there is any.
    public boolean any() {
        return !ranges.isEmpty();
    }

    /// The client of a request.
    ///
    /// @param peer the other end of the connection
    /// @param headers the request's
    public Client client(Client peer, ForwardingHeaders headers) {
        if (!trusts(peer.address().getAddress())) {
            return peer;
        }
        Optional<Client> standard = headers.forwarded().isEmpty()
                ? Optional.empty()
                : Optional.of(ForwardedHeader.parse(headers.forwarded()).map(hops -> last(hops, peer)).orElse(peer));
        Optional<Client> usual = headers.forwardedFor().isEmpty()
                ? Optional.empty()
                : Optional.of(last(hops(headers), peer));
        if (standard.isPresent() && usual.isPresent()) {
            return agreed(standard.get(), usual.get(), peer);
        }
        return standard.or(() -> usual).orElseGet(() -> last(List.of(new Hop("", lastProto(headers))), peer));
    }

    private static Client agreed(Client one, Client other, Client peer) {
        return one.address().getAddress().equals(other.address().getAddress())
                ? new Client(one.address(), one.secure() && other.secure())
                : peer;
    }

    /// Who is behind `hops`, the last of which was written by `peer`.
    private Client last(List<Hop> hops, Client peer) {
        Client nearest = peer;
        for (Hop hop : hops.reversed()) {
            boolean secure = hop.scheme().isEmpty() ? peer.secure() : hop.scheme().equalsIgnoreCase("https");
            Optional<InetSocketAddress> address = Literals.endpoint(hop.node());
            if (address.isEmpty()) {
                return new Client(nearest.address(), secure); // A client that its proxy does not name.
            }
            nearest = new Client(address.get(), secure);
            if (!trusts(address.get().getAddress())) {
                return nearest;
            }
        }
        return nearest;
    }

    private boolean trusts(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /// `X-Forwarded-For` has an address per proxy. `X-Forwarded-Proto` has as many values, or one for all, which the first
    /// proxy wrote; else only its last is known to be a proxy's.
    private static List<Hop> hops(ForwardingHeaders headers) {
        List<String> addresses = items(headers.forwardedFor());
        List<String> protos = items(headers.forwardedProto());
        var hops = new ArrayList<Hop>();
        for (int i = 0; i < addresses.size(); i++) {
            hops.add(new Hop(addresses.get(i), protos.size() == addresses.size() ? protos.get(i) : lastProto(headers)));
        }
        return hops;
    }

    private static String lastProto(ForwardingHeaders headers) {
        List<String> protos = items(headers.forwardedProto());
        return protos.isEmpty() ? "" : protos.getLast();
    }

    private static List<String> items(List<String> lines) {
        return lines.stream().flatMap(line -> Stream.of(line.split(",", -1))).map(String::strip).toList();
    }
}
