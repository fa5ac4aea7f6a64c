package dev.anemone.model;

/// A user in a presence channel.
///
/// @param id the membership key: a user with many connections is one member
/// @param info a JSON object as text, compact or not, exactly as the customer's backend signed it; `{}` when it gave none
public record Member(UserId id, String info) {
    /// The info of a member whose backend gave none.
    public static final String NO_INFO = "{}";
}
