/** Jest runs ES modules as they are; node needs --experimental-vm-modules for it. */
export default {
  testEnvironment: 'node',
  testMatch: ['**/*.test.mjs'],
  transform: {},
}
