/** The same promise; its rejection is reported where it is awaited, and not before. */
export function handledLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
