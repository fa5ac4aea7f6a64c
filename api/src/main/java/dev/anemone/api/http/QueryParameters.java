package dev.anemone.api.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The parameters of a query, decoded as the server libraries of Pusher encode and sign them. Immutable.
///
/// Names are in lower case. `name[]=value` is one element of an array called `name`; of a name that is repeated
/// without brackets, the last value counts. Only `&` separates parameters: libraries put `,`, `;`, `=` and `@` into
/// values unescaped.
public final class QueryParameters {
    /// The one parameter that is never signed.
    static final String SIGNATURE = "auth_signature";

    /// The order of UTF-8 bytes, which is that of code points. Java's own order puts surrogates before U+E000.
    private static final Comparator<String> BYTE_ORDER = QueryParameters::compareCodePoints;

    private static final String BRACKETS = "[]";

    private final Map<String, String> single;
    private final Map<String, List<String>> arrays;

    private QueryParameters(Map<String, String> single, Map<String, List<String>> arrays) {
        this.single = single;
        this.arrays = arrays;
    }

    /// Reads what follows the `?` of a request target.
    ///
    /// @param rawQuery a char per byte, as received; may be empty
    /// @return refused with 400 if an escape is malformed or a part is not UTF-8
    public static Checked<QueryParameters> parse(String rawQuery) {
        var single = new LinkedHashMap<String, String>();
        var arrays = new LinkedHashMap<String, List<String>>();
        int start = 0;
        while (start < rawQuery.length()) {
            int ampersand = rawQuery.indexOf('&', start);
            int end = ampersand < 0 ? rawQuery.length() : ampersand;
            if (end > start && !read(rawQuery.substring(start, end), single, arrays)) {
                return Checked.refused(Reply.badRequest("Malformed query: expected percent-encoded UTF-8."));
            }
            start = end + 1;
        }
        return Checked.valid(new QueryParameters(single, arrays));
    }

    private static boolean read(String pair, Map<String, String> single, Map<String, List<String>> arrays) {
        int equals = pair.indexOf('=');
        Optional<String> name = PercentDecoding.decode(equals < 0 ? pair : pair.substring(0, equals), true);
        Optional<String> value = PercentDecoding.decode(equals < 0 ? "" : pair.substring(equals + 1), true);
        if (name.isEmpty() || value.isEmpty()) {
            return false;
        }
        String lowerCase = name.get().toLowerCase(Locale.ROOT);
        if (lowerCase.endsWith(BRACKETS)) {
            String bare = lowerCase.substring(0, lowerCase.length() - BRACKETS.length());
            arrays.computeIfAbsent(bare, _ -> new ArrayList<>()).add(value.get());
        } else {
            single.put(lowerCase, value.get());
        }
        return true;
    }

    /// The value of `name`, which is in lower case.
    public Optional<String> value(String name) {
        return Optional.ofNullable(single.get(name));
    }

    /// The elements of `name[]`, in order.
    public Optional<List<String>> array(String name) {
        return Optional.ofNullable(arrays.get(name)).map(List::copyOf);
    }

    /// Every name, those of arrays with their brackets.
    public Set<String> names() {
        var names = new LinkedHashSet<>(single.keySet());
        arrays.keySet().forEach(name -> names.add(name + BRACKETS));
        return names;
    }

    /// What a library may have signed, likeliest first: `name=value` joined by `&`, sorted by name, neither escaped.
    /// More than one form only where arrays are.
    ///
    /// 1. each element as `name[]=value`, sorted as `name` (Pusher docs, "Generating authentication signatures");
    /// 2. the same, sorted as `name[]`;
    /// 3. the elements joined by commas, as `name=value,value` (the PHP library).
    public List<String> signedForms() {
        if (arrays.isEmpty()) {
            return List.of(join(signedSingles()));
        }
        var underBareName = signedSingles();
        var underFullName = signedSingles();
        var joined = signedSingles();
        arrays.forEach((name, values) -> {
            for (String value : values) {
                underBareName.add(new Signed(name, name + BRACKETS + "=" + value));
                underFullName.add(new Signed(name + BRACKETS, name + BRACKETS + "=" + value));
            }
            joined.add(new Signed(name, name + "=" + String.join(",", values)));
        });
        return new LinkedHashSet<>(List.of(join(underBareName), join(underFullName), join(joined)))
                .stream()
                .toList();
    }

    private List<Signed> signedSingles() {
        var signed = new ArrayList<Signed>(single.size());
        single.forEach((name, value) -> {
            if (!name.equals(SIGNATURE)) {
                signed.add(new Signed(name, name + "=" + value));
            }
        });
        return signed;
    }

    private static String join(List<Signed> parameters) {
        parameters.sort(Comparator.comparing(Signed::sortedAs, BYTE_ORDER)); // Stable: elements keep their order.
        var text = new StringBuilder();
        for (Signed parameter : parameters) {
            text.append(text.isEmpty() ? "" : "&").append(parameter.text());
        }
        return text.toString();
    }

    private record Signed(String sortedAs, String text) {}

    private static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Character.isSurrogate(x) == Character.isSurrogate(y) ? x - y : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }
}
