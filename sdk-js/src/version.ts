/** The version of this library; the server sees it in the address a client connects to. */
export const VERSION = '0.1.0'
