/**
 * The few functions of the metadata proposal that @peculiar/x509's dependency injection asks for before it loads.
 * Must be imported before it; does nothing where a whole implementation is present.
 */
const kept = new WeakMap<object, Map<unknown, unknown>>();

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const own = kept.get(target) ?? new Map<unknown, unknown>();
  kept.set(target, own.set(key, value));
}

function getOwnMetadata(key: unknown, target: object): unknown {
  return kept.get(target)?.get(key);
}

/** Of the target itself, or of the nearest of its prototypes that has it. */
function getMetadata(key: unknown, target: object): unknown {
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at)) {
    if (kept.get(at)?.has(key) === true) return getOwnMetadata(key, at);
  }
  return undefined;
}

if (!('getMetadata' in Reflect)) Object.assign(Reflect, { defineMetadata, getMetadata, getOwnMetadata });

export {};
