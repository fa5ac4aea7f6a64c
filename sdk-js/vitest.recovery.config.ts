import { defineConfig } from 'vitest/config'

/**
 * Many clients, two nodes on a Redis, and what can go wrong between them. RECOVERY_CLIENTS, RECOVERY_SECONDS and
 * RECOVERY_LONGEST_CUT (seconds) say how much of it; SDK_SERVER, a JSON array, how to start a node.
 */
export default defineConfig({
  test: {
    include: ['recovery/**/*.test.ts'],
    testTimeout: 15 * 60_000,
    hookTimeout: 180_000,
    disableConsoleIntercept: true, // What a trial says is shown as it comes.
    execArgv: ['--experimental-websocket'], // Node 20 has one, behind this; later ones have it anyway.
  },
})
