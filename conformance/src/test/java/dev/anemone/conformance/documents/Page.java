package dev.anemone.conformance.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Markdown page of the repository. What stands in code fences is not looked at.
record Page(Path file, String text) {
    private static final Pattern FENCE = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern OUTSIDE = Pattern.compile("[a-z]+:.*");

    static Page read(Path file) {
        try {
            return new Page(file.normalize(), FENCE.matcher(Files.readString(file)).replaceAll(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<String> headings() {
        return HEADING.matcher(text).results().map(heading -> heading.group(1).strip());
    }

    /// Where the page's links lead, those out of the repository left out.
    Stream<String> links() {
        return LINK.matcher(text).results().map((MatchResult link) -> link.group(1))
                .filter(target -> !OUTSIDE.matcher(target).matches());
    }

    /// The links that lead nowhere, with the page they are on.
    Stream<String> brokenLinks() {
        return links().filter(target -> !leadsSomewhere(target)).map(target -> file + ": " + target);
    }

    private boolean leadsSomewhere(String target) {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path linked = path.isEmpty() ? file : file.resolveSibling(path);
        return Files.exists(linked) && (hash < 0 || read(linked).hasAnchor(target.substring(hash + 1)));
    }

    private boolean hasAnchor(String anchor) {
        return headings().map(Page::anchor).anyMatch(anchor::equals);
    }

    /// As code forges make an anchor of a heading.
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
    }
}
