package dev.anemone.server.proxy;

import java.util.List;

/// What a request says about its way here: the lines of each header, in order; none where it is absent.
///
/// @param forwarded of `Forwarded`
/// @param forwardedFor of `X-Forwarded-For`
/// @param forwardedProto of `X-Forwarded-Proto`
public record ForwardingHeaders(List<String> forwarded, List<String> forwardedFor, List<String> forwardedProto) {
    public ForwardingHeaders {
        forwarded = List.copyOf(forwarded);
        forwardedFor = List.copyOf(forwardedFor);
        forwardedProto = List.copyOf(forwardedProto);
    }
}
