import { build } from 'esbuild'
import { minify } from 'terser'

/** What `package.json` exports, one module of `src` each. */
export const ENTRIES = ['index', 'pusher', 'fallbacks', 'encrypted', 'react', 'vue', 'svelte']

/**
 * Bundles and minifies, and returns files of `path` and `text`. Properties whose names end in `_` are this library's
 * own and get short names, because no bundler of a user could do that.
 *
 * @param {import('esbuild').BuildOptions} options what and how
 */
export async function bundle(options) {
  const { outputFiles } = await build({
    bundle: true,
    target: 'es2022',
    minifySyntax: true,
    mangleProps: /[^_]_$/,
    external: ['react', 'vue'],
    logLevel: 'warning',
    outdir: 'dist',
    ...options,
    write: false,
  })
  return Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const { code } = await minify(text, {
        ecma: 2020,
        module: options.format === 'esm',
        toplevel: true,
        compress: {
          passes: 3,
          pure_getters: true,
          lhs_constants: false,
          unsafe_arrows: true,
          unsafe_methods: true,
          keep_fargs: false,
        },
      })
      return { path, text: code }
    }),
  )
}
