/** How the tests run: on the sources, without a build. Every project extends this file, or it would lose the condition. */
import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

/** Without `module`: the workers are told too, and Node cannot load what packages have for bundlers. */
const conditions = ['@keywell/source', ...defaultServerConditions.filter((condition) => condition !== 'module')]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    reporters: ['default'],
    // A machine that does other work besides is slow, not broken.
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'keywell', include: ['packages/keywell/test/**/*.test.ts'] } },
      { extends: true, test: { name: 'kms', include: ['packages/kms/test/**/*.test.ts'] } },
      { extends: true, test: { name: 'cli', include: ['packages/cli/test/**/*.test.ts'] } },
      { extends: true, test: { name: 'conformance', include: ['conformance/**/*.test.ts'] } },
      { extends: true, test: { name: 'simulation', include: ['simulation/**/*.test.mjs'] } },
    ],
  },
})
