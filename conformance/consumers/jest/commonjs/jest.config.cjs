/** Jest without --experimental-vm-modules: Babel turns the library into CommonJS, as a project does with its own sources. */
const plugins = [require.resolve('@babel/plugin-transform-modules-commonjs')]

module.exports = {
  testEnvironment: 'node',
  testMatch: ['**/*.test.cjs'],
  transform: { '\\.js$': ['babel-jest', { plugins, babelrc: false, configFile: false }] },
  // Jest leaves node_modules untransformed unless a package is named here.
  transformIgnorePatterns: ['/node_modules/(?!keywell/)'],
}
