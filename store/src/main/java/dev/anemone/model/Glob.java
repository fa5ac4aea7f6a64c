package dev.anemone.model;

import java.util.List;

/// A pattern for names in which each `*` stands for any run of characters, none included, and everything else for
/// itself. Immutable.
public final class Glob {
    private final String text;
    private final List<String> literals;

    private Glob(String text, List<String> literals) {
        this.text = text;
        this.literals = List.copyOf(literals);
    }

    /// The pattern that `text` spells.
    public static Glob of(String text) {
        return new Glob(text, List.of(text.split("\\*", -1)));
    }

    /// The pattern that has a star between each two of `literals`, which stand for themselves, stars in them included.
    ///
    /// @param literals one at least; empty ones are allowed
    public static Glob between(List<String> literals) {
        return new Glob(String.join("*", literals), literals);
    }

    /// Whether the whole of `name` fits. Linear in its length for each star: no backtracking.
    public boolean matches(String name) {
        String first = literals.getFirst();
        if (literals.size() == 1) {
            return name.equals(first);
        }
        String last = literals.getLast();
        if (name.length() < first.length() + last.length() || !name.startsWith(first) || !name.endsWith(last)) {
            return false;
        }
        int from = first.length();
        int end = name.length() - last.length();
        for (String middle : literals.subList(1, literals.size() - 1)) {
            int at = name.indexOf(middle, from, end); // The leftmost fit leaves most room for the rest.
            if (at < 0) {
                return false;
            }
            from = at + middle.length();
        }
        return true;
    }

    /// How many stars it has.
    public int stars() {
        return literals.size() - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && literals.equals(glob.literals);
    }

    @Override
    public int hashCode() {
        return literals.hashCode();
    }

    /// The pattern as it is written.
    @Override
    public String toString() {
        return text;
    }
}
