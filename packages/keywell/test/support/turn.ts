/** Lets everything that is ready run, promise chains included. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
