package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// What Node's test runners write in the form of JUnit's: `testsuite` elements, which may be nested, and in them a
/// `testcase` for each test.
final class NodeReport {
    private NodeReport() {}

    /// A test and what became of it.
    ///
    /// @param test its name, after those of the suites around it
    /// @param failure why it failed or did not run; `null` if it passed
    record Outcome(String test, @Nullable String failure) {
        boolean failed() {
            return failure != null;
        }

        /// Throws if the test failed.
        void verify() {
            if (failure != null) {
                throw new AssertionError(failure);
            }
        }
    }

    static List<Outcome> read(Path file) throws IOException {
        try {
            Element root = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(file.toFile())
                    .getDocumentElement();
            return elements(root.getElementsByTagName("testcase")).map(NodeReport::outcome).toList();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("No report of Node's in " + file, e);
        }
    }

    private static Outcome outcome(Element testcase) {
        return new Outcome(path(testcase), Stream.of("failure", "error", "skipped")
                .flatMap(tag -> elements(testcase.getElementsByTagName(tag)))
                .map(element -> element.getTagName() + ": " + element.getAttribute("message")
                        + element.getTextContent())
                .findFirst().orElse(null));
    }

    private static String path(Element element) {
        String name = element.getAttribute("name");
        return element.getParentNode() instanceof Element parent && parent.getTagName().equals("testsuite")
                ? path(parent) + " › " + name
                : name;
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).<Node>mapToObj(nodes::item).map(Element.class::cast);
    }
}
