/** Requests to our PowerShell module: one physical line of ASCII each, every value as base64, so nothing can be read as script. */
export type RequestArgument = string | readonly string[];

export interface Request {
  readonly verb: 'hello' | 'open' | 'rights' | 'call' | 'read' | 'next' | 'stop' | 'close';
  readonly values?: readonly RequestArgument[];
}

/** Items to add to a multivalued property and to take out of it; all others stay. */
export interface Edit {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export type ParameterValue = string | boolean | null | Edit;

/** One cmdlet of Exchange with its parameters as values, and which properties of each object to bring. */
export interface CmdletCall {
  readonly cmdlet: string;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly properties?: readonly string[];
}

/** `record`: what kind of record each object becomes; `nothing`: none is told. */
export function callValues(record: string, { cmdlet, parameters = {}, properties = [] }: CmdletCall): readonly RequestArgument[] {
  return [record, cmdlet, properties, ...Object.entries(parameters).flatMap(([name, value]) => [name, ...kindAndValue(value)])];
}

function kindAndValue(value: ParameterValue): readonly [string, RequestArgument] {
  if (value === null) return ['nothing', ''];
  if (typeof value === 'string') return ['text', value];
  if (typeof value === 'boolean') return ['truth', String(value)];
  return ['edit', [...value.add.map((item) => `+${item}`), ...value.remove.map((item) => `-${item}`)]];
}

export function requestLine(id: number, request: Request): string {
  return `${[String(id), request.verb, ...(request.values ?? []).map(encodeArgument)].join(' ')}\n`;
}

const encoded = '[System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes([string]$_))';
/** Error id of a start that failed; the message of that record is base64 of UTF-8. */
export const startFailed = 'StartFailed';

/**
 * The one statement that PowerShell is given: loads the module and hands standard input over to it. Paths travel as
 * base64 too, because 5.1 reads its input in the OEM code page and quotes may stand in a path.
 */
export function startStatement(module: string, opener: string): string {
  const path = (text: string): string => `([System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String('${base64(text)}')))`;
  const load = `Import-Module -Name ${path(module)} -ArgumentList ${path(opener)} -DisableNameChecking -ErrorAction Stop`;
  const told = `'{"record":"error","id":"${startFailed}","category":"","reason":"","type":"","requestId":"","cmdlet":"","location":"","message":"' + ${encoded} + '"}'`;
  const tell = ["'BEGIN 0'", told, "'END 0 1 failed'"].map((line) => `[Console]::Out.WriteLine(${line})`).join('; ');
  return `& { try { ${load}; Start-ExchangeConnector } catch { ${tell} } }\n`;
}

function encodeArgument(value: RequestArgument): string {
  if (typeof value === 'string') return value === '' ? '-' : base64(value);
  return value.length === 0 ? '-' : value.map(base64).join(',');
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
