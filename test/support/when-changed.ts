import { watch } from 'node:fs'

/** Resolves as soon as something in the folder has changed so that the condition holds. */
export function whenChanged(folder: string, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      if (!holds()) return
      watcher.close()
      resolve()
    })
  })
}
