/// The written pages and the files of the containers, held to what a program can check of them. Starts nothing but
/// `deploy/init`.
@NullMarked
package dev.anemone.conformance.documents;

import org.jspecify.annotations.NullMarked;
