import { defineConfig } from 'vitest/config'

/** Against a running Anemone, which the tests start: the launcher at the root of the repository, or SDK_SERVER. */
export default defineConfig({
  test: {
    include: ['integration/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    execArgv: ['--experimental-websocket'], // Node 20 has one, behind this; later ones have it anyway.
  },
})
