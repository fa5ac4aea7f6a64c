/// The written pages, held to what a program can check of them. Reads files, starts nothing.
@NullMarked
package dev.anemone.conformance.documents;

import org.jspecify.annotations.NullMarked;
