import { ScriptedModule } from '../support/scripted-module.js'
import { Desk, type Answer, type Call, type RunningCall } from '../support/cli.js'
import type { Secrets } from '../support/secrets.js'
import type { SoftHsmToken } from '../support/softhsm-token.js'
import { SoftHsmRoom } from '../support/softhsm.js'

/** What a call of the program ended with. */
export interface Ended {
  readonly exit: number | null
  readonly code: string | undefined
  readonly triesLeft: number | null | undefined
  readonly json: Answer & Readonly<Record<string, unknown>>
  readonly call: Call
}

/** A person's computer with tokens: SoftHSM2's, and the same ones behind a module that does what a script says. */
export class TokenStage implements AsyncDisposable {
  readonly desk = new Desk()
  readonly room = new SoftHsmRoom()
  readonly scripted = new ScriptedModule()

  /** A token with a key for documents. */
  async signingToken(label = 'HBA'): Promise<SoftHsmToken> {
    const token = await this.room.addToken({ label })
    await token.addKey({ id: '01', label: 'QES' })
    return token
  }

  /** The reader in which a token is, as the scripted module has it. */
  scriptedReader(token: SoftHsmToken): string {
    return token.reader(this.scripted.modulePath)
  }

  /** Writes a document and returns its path. */
  document(name: string, content: string | Uint8Array = `content of ${name}\n`): string {
    return this.desk.file(name, content)
  }

  start(reader: string, words: readonly string[], secrets?: Secrets): RunningCall {
    const args = [...words, '--reader', reader, '--json']
    return this.desk.start(args, { env: this.env, ...(secrets && { secrets }) })
  }

  async ehba(reader: string, words: readonly string[], secrets?: Secrets): Promise<Ended> {
    const call = await this.start(reader, words, secrets).ended
    const { error } = call.json
    return {
      exit: call.exit,
      code: error?.code,
      triesLeft: error?.triesLeft,
      json: call.json as Ended['json'],
      call,
    }
  }

  /** For each process that is to see these tokens. */
  get env(): Readonly<Record<string, string>> {
    return { ...this.room.env, ...this.scripted.env }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.scripted[Symbol.dispose]()
    await this.room[Symbol.asyncDispose]()
    this.desk[Symbol.dispose]()
  }
}
