/** `keywell/telemetry`: metrics through OpenTelemetry. The one door that needs a package: `@opentelemetry/api`. */
export { instrument, type Instrumentable, type InstrumentOptions } from './telemetry/instrument.ts'
