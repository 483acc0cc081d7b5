/** Role-based access control as a session meets it: a cmdlet or a parameter that is not granted is simply not there. */

/** Parameters by cmdlet, both in lower case. */
export type Grants = ReadonlyMap<string, ReadonlySet<string>>;

interface Named {
  readonly name: string;
  readonly parameters: readonly { readonly name: string }[];
}

/** Every parameter of these cmdlets. */
export function grantsOf(cmdlets: readonly Named[]): Grants {
  return new Map(
    cmdlets.map(({ name, parameters }) => [name.toLowerCase(), new Set(parameters.map((parameter) => parameter.name.toLowerCase()))]),
  );
}

export function isGranted(grants: Grants, cmdlet: string, parameter: string | null = null): boolean {
  const granted = grants.get(cmdlet.toLowerCase());
  return granted !== undefined && (parameter === null || granted.has(parameter.toLowerCase()));
}

/** What either grants. */
export function together(one: Grants, other: Grants): Grants {
  const sum = new Map(one);
  for (const [cmdlet, parameters] of other) sum.set(cmdlet, new Set([...(sum.get(cmdlet) ?? []), ...parameters]));
  return sum;
}

/** Each denial is `Cmdlet` or `Cmdlet -Parameter`. */
export function without(grants: Grants, denied: readonly string[]): Grants {
  const left = new Map(grants);
  for (const denial of denied) {
    const [cmdlet = '', parameter] = denial.toLowerCase().split(/\s+-/);
    const granted = left.get(cmdlet);
    if (granted === undefined) continue;
    if (parameter === undefined) left.delete(cmdlet);
    else left.set(cmdlet, new Set([...granted].filter((name) => name !== parameter)));
  }
  return left;
}
