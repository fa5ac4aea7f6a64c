package dev.anemone.gateway.transport.http;

/// An HTTP response that is sent in chunks, one at a time. Its owner calls it from one loop; it does its work on whichever
/// I/O thread the exchange belongs to, and tells the owner on the owner's loop what has become of it.
interface ResponseStream {
    /// Who fills the response.
    interface Owner {
        /// The chunk has been handed to the kernel.
        void sent(ResponseStream response);

        /// The response is over: as it should be, or because the connection broke. A chunk that was not reported as sent
        /// has not arrived whole. Called once, last.
        void ended(ResponseStream response);
    }

    /// The owner takes the response: from now on it learns how it fares, and when the client goes away.
    void open();

    /// Sends a chunk, after the previous was reported as sent.
    ///
    /// @param last whether the response ends with it
    void send(byte[] chunk, boolean last);

    /// Ends the response in good order if no chunk is on its way, and breaks it off otherwise.
    void end();

    /// Closes the connection, whatever is still unsent.
    void cut();
}
