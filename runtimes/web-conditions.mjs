/** A resolve hook that takes the condition `node` away, so that Node runs the library as a browser or worker would. */
export const resolve = (specifier, context, next) =>
  next(specifier, { ...context, conditions: context.conditions.filter((condition) => condition !== 'node') })
