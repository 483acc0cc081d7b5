/**
 * Systems as transcripts of `reg query`. Composed from the documented format of reg.exe and the documented values of each release;
 * not captured from machines.
 */
import type { QueryRegistry, RegistryQuery } from '../../../../../electron/prerequisites/registry.ts';

export interface RecordedSystem {
  readonly name: string;
  /** As Node's os.release() tells it. */
  readonly kernel: string;
  readonly answers: ReadonlyMap<string, RegistryQuery>;
}

/** The account that runs set-up, where no Group Policy for users says anything of PowerShell. */
const profile = String.raw`> reg query "HKCU\SOFTWARE\Policies\Microsoft\Windows"

HKEY_CURRENT_USER\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion
`;

const notThere: RegistryQuery = { exitCode: 1, output: '' };

/** A transcript has one line `> reg query "KEY"` before each output; an output that starts with an error has exit code 1. */
export function recorded(name: string, kernel: string, transcript: string): RecordedSystem {
  return { name, kernel, answers: answersIn(`${profile}${transcript}`) };
}

/** The same system but for the keys of this transcript. */
export function changed(base: RecordedSystem, name: string, transcript: string): RecordedSystem {
  return { ...base, name, answers: new Map([...base.answers, ...answersIn(transcript)]) };
}

/** Answers from the transcript; a key that is not in it is not there. */
export function registryOf({ answers }: RecordedSystem): QueryRegistry {
  return async (key) => answers.get(key.toUpperCase()) ?? notThere;
}

function answersIn(transcript: string): ReadonlyMap<string, RegistryQuery> {
  const parts = transcript.split(/^> reg query "(.*)"\n/m).slice(1);
  const keys = parts.filter((_part, index) => index % 2 === 0);
  return new Map(keys.map((key, index) => [key.toUpperCase(), answer(parts[index * 2 + 1] ?? '')]));
}

function answer(text: string): RegistryQuery {
  return { exitCode: /^(ERROR|FOUT):/.test(text) ? 1 : 0, output: text.replaceAll('\n', '\r\n') };
}
